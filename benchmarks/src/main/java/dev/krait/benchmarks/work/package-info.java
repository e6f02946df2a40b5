/** The scenarios, and what Krait and the JDK do in them. */
@NullMarked
package dev.krait.benchmarks.work;

import org.jspecify.annotations.NullMarked;
