/** How a worker JVM is started: its command line, the private folder of the run, its descriptors. */
@NullMarked
package dev.krait.multiprocessing.internal.launch;

import org.jspecify.annotations.NullMarked;
