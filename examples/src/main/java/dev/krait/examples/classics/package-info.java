/** The programs that tutorials on threads and processes are made of. */
@NullMarked
package dev.krait.examples.classics;

import org.jspecify.annotations.NullMarked;
