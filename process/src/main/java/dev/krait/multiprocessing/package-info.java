/**
 * Python's {@code multiprocessing}: work done by processes of their own, here forked JVMs.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.multiprocessing;

import org.jspecify.annotations.NullMarked;
