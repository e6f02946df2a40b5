/**
 * Python's {@code multiprocessing.shared_memory}: named blocks of memory that several processes map.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.multiprocessing.sharedmemory;

import org.jspecify.annotations.NullMarked;
