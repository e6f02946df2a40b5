/**
 * Python's {@code threading}: threads, locks, events, barriers, timers, values per thread and iterator tools, under
 * Python's names and rules, as a thin layer over {@code java.util.concurrent}.
 *
 * <p>What the module offers as functions stands in {@link dev.krait.threading.Threading}. Types are imported one by one:
 * a star import of this package makes {@code Thread} ambiguous with {@code java.lang.Thread}.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.threading;

import org.jspecify.annotations.NullMarked;
