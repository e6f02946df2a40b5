/**
 * Python's {@code multiprocessing.managers}: objects that live in one process and are used by many, by way of proxies.
 *
 * <p>{@link dev.krait.multiprocessing.managers.Manager} is Python's {@code Manager()}. What only processes of this program
 * share is faster without one: the queues, locks and values of {@link dev.krait.multiprocessing} can be handed over directly.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.multiprocessing.managers;

import org.jspecify.annotations.NullMarked;
