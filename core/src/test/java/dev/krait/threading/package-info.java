/** Tests of Python's {@code threading}. */
@NullMarked
package dev.krait.threading;

import org.jspecify.annotations.NullMarked;
