/** How values and frames look between two JVMs. */
@NullMarked
package dev.krait.multiprocessing.internal.wire;

import org.jspecify.annotations.NullMarked;
