/** The question "threads or processes?", asked for waiting and for computing. */
@NullMarked
package dev.krait.examples.showdown;

import org.jspecify.annotations.NullMarked;
