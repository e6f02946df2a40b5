package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A type that a manager offers.
 *
 * @param type the interface, or the class of its proxies
 * @param factory makes its objects; null if they are only made by other objects, or by another process
 * @param options what is exposed, and how results come back
 */
record Registration(Class<?> type, @Nullable Factory factory, TypeOptions options) implements Serializable {}
