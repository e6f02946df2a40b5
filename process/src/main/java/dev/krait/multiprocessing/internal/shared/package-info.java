/** Memory that the processes of a run share: its objects, who is alive, who waits, and what is mended after a death. */
@NullMarked
package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.NullMarked;
