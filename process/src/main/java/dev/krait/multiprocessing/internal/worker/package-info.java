/** What runs inside a worker JVM. */
@NullMarked
package dev.krait.multiprocessing.internal.worker;

import org.jspecify.annotations.NullMarked;
