/**
 * What arrives in a program's {@code java.util.logging} from the processes that it started. Only this package needs the
 * module {@code java.logging}.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.multiprocessing.logging;

import org.jspecify.annotations.NullMarked;
