package dev.krait.multiprocessing.managers;

import java.net.SocketAddress;

/**
 * Which object of which server a proxy stands for.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.Token}.
 *
 * @param typeId the name under which the object's type is registered
 * @param address where its server listens
 * @param id its number there
 */
public record Token(String typeId, SocketAddress address, long id) {}
