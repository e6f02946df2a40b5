/** Checks what the documentation says against the code. */
@NullMarked
package dev.krait.docs;

import org.jspecify.annotations.NullMarked;
