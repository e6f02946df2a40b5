/**
 * Python's {@code concurrent.futures}: executors that run tasks in threads, and futures that hold their outcomes.
 *
 * <p>{@link dev.krait.concurrent.futures.Futures} has the functions of Python's module,
 * {@link dev.krait.concurrent.futures.Executor} the contract that every executor keeps.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.concurrent.futures;

import org.jspecify.annotations.NullMarked;
