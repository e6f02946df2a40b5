/**
 * What the modules of this project share below their public types; not exported to anybody else.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.threading.internal;

import org.jspecify.annotations.NullMarked;
