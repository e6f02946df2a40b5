/** What all test suites of this project share: the guard against leaks and the rules of the house. */
@NullMarked
package dev.krait.testing;

import org.jspecify.annotations.NullMarked;
