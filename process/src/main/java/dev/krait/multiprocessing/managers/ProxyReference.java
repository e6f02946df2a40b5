package dev.krait.multiprocessing.managers;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stands for a proxy while it travels: which object of which server. */
final class ProxyReference implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long serverHigh;
    private final long serverLow;
    private final long id;
    private final String typeId;
    private final String typeName;

    /** The way to the server, null on the way between it and its client. */
    private final @Nullable Door door;

    ProxyReference(UUID server, long id, String typeId, String typeName, @Nullable Door door) {
        this.serverHigh = server.getMostSignificantBits();
        this.serverLow = server.getLeastSignificantBits();
        this.id = id;
        this.typeId = typeId;
        this.typeName = typeName;
        this.door = door;
    }

    private Object readResolve() throws InvalidObjectException {
        var server = new UUID(serverHigh, serverLow);
        Transfer transfer = Transfer.current();
        try {
            if (transfer != null && transfer.server().equals(server)) {
                return transfer.host() != null
                        ? transfer.host().proxyOf(id, transfer.client())
                        : java.util.Objects.requireNonNull(transfer.session()).adopt(id, typeId, typeName);
            }
            if (transfer == null || transfer.trusted()) {
                Server here = Server.hosted(server);
                if (here != null) {
                    return here.proxyOf(id, null);
                }
                if (door != null) {
                    return Session.to(server, door).attach(id, typeId, typeName);
                }
            }
            throw new IllegalStateException("a proxy came from another manager than its own");
        } catch (RuntimeException e) {
            var refused = new InvalidObjectException(
                    "the proxy of " + typeId + " " + id + " cannot be used here: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}
