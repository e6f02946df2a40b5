package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The kinds of addresses that a {@link Listener} can have.
 *
 * <p>Mirrors Python's family names {@code 'AF_INET'} and {@code 'AF_UNIX'}; {@code 'AF_PIPE'}, the named pipes of
 * Windows, has no counterpart in Java, where Windows has Unix-domain sockets too.
 */
public enum Family {
    /** Internet addresses: {@link InetSocketAddress}. */
    AF_INET,

    /** Names of sockets in the file system: {@link UnixDomainSocketAddress}. The default. */
    AF_UNIX;

    /**
     * The family of an address.
     *
     * <p>Mirrors Python's {@code multiprocessing.connection.address_type}.
     *
     * @param address an address
     * @return its family
     * @throws IllegalArgumentException if it is of neither
     */
    public static Family of(SocketAddress address) {
        if (address instanceof InetSocketAddress) {
            return AF_INET;
        } else if (address instanceof UnixDomainSocketAddress) {
            return AF_UNIX;
        }
        throw new IllegalArgumentException(
                "the address " + address + " is neither an InetSocketAddress nor a" + " UnixDomainSocketAddress");
    }

    /** A new address: a free port that only this machine reaches, or a name that only this user reaches. */
    SocketAddress arbitraryAddress() {
        return this == AF_INET
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                : UnixDomainSocketAddress.of(RunFolder.get().newPath("listener-"));
    }
}
