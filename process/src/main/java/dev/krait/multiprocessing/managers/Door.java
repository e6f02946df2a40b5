package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.internal.wire.AllowList;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached: its address, the key, and what may come in through it.
 *
 * <p>Trusted with everything is only who has the key of this program's processes and comes through a Unix-domain socket,
 * where nobody can change what is said.
 *
 * @param place the address as text, which every process can read
 * @param authKey the key, null for the one of this program's processes
 * @param allowedClasses what may come in where there is no trust
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Door(String place, byte @Nullable [] authKey, String allowedClasses) implements Serializable {
    private static final String UNIX = "unix:";

    /** Stands for a private address that is chosen later. */
    static final String PRIVATE = UNIX;

    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return internet.getHostString() + ":" + internet.getPort();
        }
        return UNIX + ((UnixDomainSocketAddress) address).getPath();
    }

    SocketAddress address() {
        if (place.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(place.substring(UNIX.length()));
        }
        int colon = place.lastIndexOf(':');
        return new InetSocketAddress(place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
    }

    boolean isTrusted() {
        return authKey == null && place.startsWith(UNIX);
    }

    ConnectionOptions connection() {
        return ManagerOptions.connection(authKey, isTrusted());
    }

    /** What guards what comes in, null if everything may. */
    @Nullable
    AllowList filter() {
        return isTrusted()
                ? null
                : AllowList.of(
                        ManagerOptions.patterns(allowedClasses), "ManagerOptions.withAllowedClasses", Door::isProxy);
    }

    /**
     * Whether a class is one that a reference becomes. Nobody can send an object of such a class as itself: the proxies of
     * this package refuse to be read, and those of interfaces would bring the interface and a handler, which are not let in.
     */
    private static boolean isProxy(Class<?> type) {
        return Proxy.isProxyClass(type) ? AutoProxy.class.isAssignableFrom(type) : Kind.isProxy(type);
    }
}
