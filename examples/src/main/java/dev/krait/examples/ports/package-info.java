/** The demonstration programs of Python's documentation of multiprocessing, written anew. */
@NullMarked
package dev.krait.examples.ports;

import org.jspecify.annotations.NullMarked;
