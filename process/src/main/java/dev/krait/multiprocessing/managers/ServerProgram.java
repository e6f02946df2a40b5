package dev.krait.multiprocessing.managers;

import dev.krait.function.Action;
import dev.krait.multiprocessing.connection.Connection;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a manager runs.
 *
 * @param wanted where to listen, null for a private address
 * @param key the key, null for that of this program's processes
 * @param allowed what may come in where there is no trust
 * @param registry the types
 * @param initializer what to run first
 * @param ready gets the address
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServerProgram(
        @Nullable String wanted,
        byte @Nullable [] key,
        String allowed,
        Registry registry,
        @Nullable Action initializer,
        Connection ready)
        implements Action, Serializable {
    @Override
    public void run() throws Exception {
        if (initializer != null) {
            initializer.run();
        }
        try (var server = new Server(wanted, key, allowed, registry)) {
            ready.send(Door.text(server.address()));
            ready.close();
            server.serveForever();
        }
    }
}
