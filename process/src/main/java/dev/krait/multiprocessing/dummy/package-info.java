/**
 * Python's {@code multiprocessing.dummy}: threads behind the names of {@code multiprocessing}.
 *
 * <p>What is an alias there is the class itself here: {@code Pool} is {@link dev.krait.multiprocessing.ThreadPool}, the locks
 * are those of {@link dev.krait.threading}, {@code Queue} and {@code JoinableQueue} are {@link dev.krait.queue.Queue}.
 */
@NullMarked
package dev.krait.multiprocessing.dummy;

import org.jspecify.annotations.NullMarked;
