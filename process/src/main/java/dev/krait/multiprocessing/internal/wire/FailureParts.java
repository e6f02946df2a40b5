package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.util.IdentityHashMap;

/**
 * The causes and suppressed exceptions of one that cannot travel as a whole: which of them can, so that only the others go
 * as text.
 */
final class FailureParts {
    private final ClassRoutes routes;

    /** What goes for each, those among them that are just being tried. */
    private final IdentityHashMap<Throwable, Throwable> sent = new IdentityHashMap<>();

    FailureParts(ClassRoutes routes) {
        this.routes = routes;
    }

    /**
     * Encodes an exception, and as text what among its parts cannot travel.
     *
     * @throws IOException if it cannot travel itself
     */
    byte[] encode(Throwable failure) throws IOException {
        sent.put(failure, failure);
        var bytes = new ByteWriter(512);
        new ValueEncoder(bytes, routes, this).encode(failure);
        return bytes.toByteArray();
    }

    /** What goes for one of them: it, or a text. */
    Throwable replace(Throwable part) {
        Throwable found = sent.get(part);
        if (found == null) {
            found = part;
            try {
                byte[] unused = encode(part);
            } catch (IOException e) {
                found = new FailureText(part);
                sent.put(part, found);
            }
        }
        return found;
    }
}
