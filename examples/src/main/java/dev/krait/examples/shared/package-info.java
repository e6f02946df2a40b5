/** What several examples need. */
@NullMarked
package dev.krait.examples.shared;

import org.jspecify.annotations.NullMarked;
