/**
 * Queues between threads, as Python's {@code queue} module has them: {@link dev.krait.queue.Queue} and its last-in
 * and priority variants with tasks to be marked done, a limit and a shutdown, and the plain
 * {@link dev.krait.queue.SimpleQueue}.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.queue;

import org.jspecify.annotations.NullMarked;
