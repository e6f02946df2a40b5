/** One side of a comparison: a process of its own that does a scenario's work when it is told to. */
@NullMarked
package dev.krait.benchmarks.side;

import org.jspecify.annotations.NullMarked;
