package dev.krait.multiprocessing.internal.memory;

import java.io.Serializable;

/**
 * How a block of shared memory travels to another process.
 *
 * @param file where it lies
 * @param offset where it begins in the file
 * @param length how many bytes it has
 */
public record BlockReference(String file, long offset, long length) implements Serializable {}
