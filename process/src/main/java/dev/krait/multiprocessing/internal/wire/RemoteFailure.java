package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How a task failed in another process: always as text, and as the exception itself when that could travel. */
public final class RemoteFailure {
    private final Kind kind;
    private final String type;
    private final @Nullable String message;
    private final String trace;
    private final byte @Nullable [] encoded;
    private volatile String whyNot;

    private RemoteFailure(
            Kind kind, String type, @Nullable String message, String trace, byte @Nullable [] encoded, String whyNot) {
        this.kind = kind;
        this.type = type;
        this.message = message;
        this.trace = trace;
        this.encoded = encoded;
        this.whyNot = whyNot;
    }

    /** What failed. */
    public Kind kind() {
        return kind;
    }

    /** The exception's class name. */
    public String type() {
        return type;
    }

    /** The exception's message. */
    public @Nullable String message() {
        return message;
    }

    /** The message, or the class name where there is none. */
    public String summary() {
        return Objects.requireNonNullElse(message, type);
    }

    /** About how much memory it takes. */
    int weight() {
        return 2 * (trace.length() + type.length()) + (encoded == null ? 0 : encoded.length);
    }

    /** Its stack trace as printed, with causes and suppressed exceptions. */
    public String trace() {
        return trace;
    }

    /** Why the exception itself could not travel, or could not be rebuilt here; empty if it could. */
    public String whyNot() {
        return whyNot;
    }

    /** What failed. */
    public enum Kind {
        /** The task threw. */
        THROWN,
        /** The task's function or arguments could not be rebuilt in the worker, so it never ran. */
        UNREADABLE,
        /** The task returned something that cannot travel. */
        UNSENDABLE
    }

    /** Describes a throwable where it was caught. */
    public static RemoteFailure of(Kind kind, Throwable failure) {
        return of(kind, failure, ClassRoutes.byName(ClassLoader.getSystemClassLoader()));
    }

    /** Describes a throwable where it was caught, for a process that finds its classes by these routes. */
    public static RemoteFailure of(Kind kind, Throwable failure, ClassRoutes routes) {
        byte[] encoded = null;
        String whyNot = "";
        try {
            encoded = encoded(failure, routes);
        } catch (Throwable e) {
            whyNot = guarded(e::getMessage);
        }
        return new RemoteFailure(
                kind,
                failure.getClass().getName(),
                guarded(failure::getMessage),
                Objects.requireNonNullElse(guarded(() -> trace(failure)), ""),
                encoded,
                Objects.requireNonNullElse(whyNot, "it does not say why"));
    }

    private static byte[] encoded(Throwable failure, ClassRoutes routes) throws IOException {
        var bytes = new ByteWriter(512);
        try {
            new ValueEncoder(bytes, routes).encode(failure);
            return bytes.toByteArray();
        } catch (IOException e) {
            if (failure.getCause() == null && failure.getSuppressed().length == 0) {
                throw e;
            }
            return new FailureParts(routes).encode(failure);
        }
    }

    /** Text that the program's own code gives, which may fail in its turn. */
    static @Nullable String guarded(Callable<@Nullable String> text) {
        try {
            return text.call();
        } catch (Throwable e) {
            return "(its text failed with " + e.getClass().getName() + ")";
        }
    }

    private static String trace(Throwable failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** Appends it to a message. */
    public void write(ByteWriter out) {
        out.putString(kind.name());
        out.putString(type);
        out.putByte(message == null ? 0 : 1);
        out.putString(Objects.requireNonNullElse(message, ""));
        out.putString(trace);
        out.putString(whyNot);
        out.putUnsigned(encoded == null ? 0 : encoded.length);
        if (encoded != null) {
            out.putBytes(encoded, 0, encoded.length);
        }
    }

    /** Reads one that {@link #write} wrote. */
    public static RemoteFailure read(ByteReader in) {
        Kind kind = Kind.valueOf(in.getString());
        String type = in.getString();
        boolean hasMessage = in.getByte() != 0;
        String message = in.getString();
        String trace = in.getString();
        String whyNot = in.getString();
        int length = in.getCount(1);
        return new RemoteFailure(
                kind, type, hasMessage ? message : null, trace, length == 0 ? null : in.getBytes(length), whyNot);
    }

    /**
     * The exception as it was thrown, its classes found by the calling thread's context loader.
     *
     * @return the exception, or null if it could not travel or cannot be rebuilt here
     */
    public @Nullable Throwable rebuild() {
        return rebuild(ClassRoutes.byName(ValueDecoder.contextLoader()));
    }

    /**
     * The exception as it was thrown, its classes found by their routes.
     *
     * @return the exception, or null if it could not travel or cannot be rebuilt here
     */
    public @Nullable Throwable rebuild(ClassRoutes routes) {
        return rebuild((Rebuilding) in -> new ValueDecoder(in, routes));
    }

    /** Which decoder rebuilds an exception. */
    public interface Rebuilding {
        /** A decoder of these bytes. */
        ValueDecoder of(ByteReader in);
    }

    /**
     * The exception as it was thrown, rebuilt by a decoder that may refuse.
     *
     * @return the exception, or null if it could not travel or cannot be rebuilt here
     */
    public @Nullable Throwable rebuild(Rebuilding decoding) {
        if (encoded == null) {
            return null;
        }
        try {
            Object rebuilt = decoding.of(new ByteReader(encoded)).decode();
            if (rebuilt instanceof Throwable thrown) {
                return withMessage(thrown);
            }
            whyNot = "it becomes "
                    + (rebuilt == null ? "null" : "a " + rebuilt.getClass().getTypeName()) + " when it is rebuilt";
        } catch (Throwable e) {
            // Whatever the program's own code for it throws: the text is there in any case.
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            whyNot = "rebuilding it here failed with " + guarded(e::toString)
                    + (root == e ? "" : ", because of " + guarded(root::toString));
        }
        return null;
    }

    /** The JDK computes what a {@code NullPointerException} says from the frames of the JVM that threw it. */
    private Throwable withMessage(Throwable thrown) {
        if (thrown.getClass() != NullPointerException.class || message == null || thrown.getMessage() != null) {
            return thrown;
        }
        var told = new NullPointerException(message);
        told.setStackTrace(thrown.getStackTrace());
        told.initCause(thrown.getCause());
        for (Throwable suppressed : thrown.getSuppressed()) {
            told.addSuppressed(suppressed);
        }
        return told;
    }
}
