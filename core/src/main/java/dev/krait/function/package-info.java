/**
 * The function types that tasks are written in: serializable, so that a lambda travels to another process without a
 * cast, and free to throw, so that a task's own exceptions reach whoever asks for its result.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.function;

import org.jspecify.annotations.NullMarked;
