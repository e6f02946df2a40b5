/** Provokes the exceptions whose texts the page {@code docs/failure-texts.md} prints. */
@NullMarked
package dev.krait.docs.failures;

import org.jspecify.annotations.NullMarked;
