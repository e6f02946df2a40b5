package dev.krait.multiprocessing.connection;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a connection lets through.
 *
 * @param maxMessageSize the longest message, in bytes
 * @param allowed the patterns of classes that may arrive; null if the other end is one of our own processes
 */
record Terms(int maxMessageSize, @Nullable String allowed) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Those of a pipe, whose ends are processes of the same program. */
    static final Terms OF_PIPE = new Terms(Frames.LONGEST, null);

    boolean isTrusted() {
        return allowed == null;
    }
}
