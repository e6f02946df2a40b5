/** Runnable programs that do a real job with the library, behind one command line. */
@NullMarked
package dev.krait.examples;

import org.jspecify.annotations.NullMarked;
