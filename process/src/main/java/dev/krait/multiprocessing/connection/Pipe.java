package dev.krait.multiprocessing.connection;

import java.util.List;
import java.util.Objects;

/**
 * A pipe: two connections, of which each receives what the other one sends.
 *
 * <p>Mirrors Python's {@code Pipe}; {@code parent_conn, child_conn = Pipe()} becomes
 *
 * <pre>{@code
 * var pipe = new Pipe();
 * var parent = pipe.parent();
 * var child = pipe.child();
 * var process = new Process(() -> child.send(compute()));
 * }</pre>
 *
 * <p>A pipe that goes one way, {@code receiver, sender = Pipe(duplex=False)}, names its ends {@link #receiver} and
 * {@link #sender}. Both ends can go to another process, and each lives in one; see {@link Connection}. Unlike in Python
 * no copy of an end stays behind, so that the end of a process is noticed without closing anything by hand.
 *
 * <p>While both ends are in one JVM, messages stay in its memory. A sender waits once 64 KiB wait to be received.
 *
 * @param parent the first end, which usually stays
 * @param child the second end, which usually goes to a child process
 */
public record Pipe(Connection parent, Connection child) implements AutoCloseable {
    /**
     * Two ends that belong together.
     *
     * @param parent the first end
     * @param child the second end
     */
    public Pipe {
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(child, "child");
    }

    /** Makes a pipe that goes both ways. Mirrors Python's {@code Pipe()}. */
    public Pipe() {
        this(true);
    }

    /**
     * Makes a pipe.
     *
     * <p>Mirrors Python's {@code Pipe(duplex)}.
     *
     * @param duplex whether it goes both ways; if not, the first end, {@link #receiver}, only receives, and the second,
     *     {@link #sender}, only sends
     */
    public Pipe(boolean duplex) {
        this(End.pair(duplex));
    }

    private Pipe(List<End> ends) {
        this(new Connection(ends.get(0)), new Connection(ends.get(1)));
    }

    /**
     * The first end, by the name that fits a pipe that goes one way.
     *
     * @return {@link #parent}
     */
    public Connection receiver() {
        return parent;
    }

    /**
     * The second end, by the name that fits a pipe that goes one way.
     *
     * @return {@link #child}
     */
    public Connection sender() {
        return child;
    }

    /** Closes both ends, as far as they are in this process. */
    @Override
    public void close() {
        parent.close();
        child.close();
    }
}
