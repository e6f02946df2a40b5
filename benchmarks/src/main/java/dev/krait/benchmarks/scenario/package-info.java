/** What is compared, what the figures are, and what they must reach. */
@NullMarked
package dev.krait.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
