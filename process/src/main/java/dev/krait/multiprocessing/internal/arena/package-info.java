/** The memory that a worker shares with its parent: claims, and results that are committed. */
@NullMarked
package dev.krait.multiprocessing.internal.arena;

import org.jspecify.annotations.NullMarked;
