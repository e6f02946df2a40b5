/** A process of its own as its parent sees it: launched or handed out, watched, and seen to its end. */
@NullMarked
package dev.krait.multiprocessing.internal.child;

import org.jspecify.annotations.NullMarked;
