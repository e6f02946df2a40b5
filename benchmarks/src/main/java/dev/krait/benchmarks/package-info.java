/** The benchmarks' command line, and how a comparison is carried out. */
@NullMarked
package dev.krait.benchmarks;

import org.jspecify.annotations.NullMarked;
