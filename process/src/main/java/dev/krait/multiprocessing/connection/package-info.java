/**
 * Python's {@code multiprocessing.connection}: messages between processes, through pipes and sockets.
 *
 * @serial exclude
 */
@NullMarked
package dev.krait.multiprocessing.connection;

import org.jspecify.annotations.NullMarked;
