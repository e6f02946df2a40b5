/** The code of the tutorial's chapters, and the test that they do what it says. */
@NullMarked
package dev.krait.docs.tutorial;

import org.jspecify.annotations.NullMarked;
