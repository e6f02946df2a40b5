/** The parent's side of a set of workers: what is owed, who is alive, how they talk. */
@NullMarked
package dev.krait.multiprocessing.internal.pool;

import org.jspecify.annotations.NullMarked;
