/** How results are shown to people and programs. */
@NullMarked
package dev.krait.benchmarks.report;

import org.jspecify.annotations.NullMarked;
