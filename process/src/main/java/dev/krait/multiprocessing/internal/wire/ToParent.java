package dev.krait.multiprocessing.internal.wire;

/**
 * What a worker says to its parent by way of the ring of outcomes, in frames like those of {@link ToWorker}.
 *
 * <p>The pipe beside it carries single bytes only: {@link #READY} once, and {@link #BELL} to wake the reader.
 */
public sealed interface ToParent {
    /** Longer frames go through a {@link Spilled segment}. */
    int MAX_FRAME = 16 * 1024;

    /** The bytes of a frame's length. */
    int HEADER = 4;

    /** A worker's first byte on the pipe: it can take tasks. */
    int READY = 'R';

    /** A byte on the pipe that says that the ring has something. */
    int BELL = 'B';

    int RETURNED = 1;
    int RAISED = 2;
    int PRINTED = 3;
    int SPILLED = 4;
    int EXITING = 5;
    int PROGRESSED = 6;
    int WANTED = 7;
    int LOGGED = 20;

    /** The task returned this encoded value. */
    record Returned(long task, ByteReader value) implements ToParent {}

    /** The task failed like this. */
    record Raised(long task, RemoteFailure failure) implements ToParent {}

    /** Text that the worker printed on its standard output (1) or error (2). */
    record Printed(int stream, String text) implements ToParent {}

    /** The worker logged something. */
    record Logged(LogEntry entry) implements ToParent {}

    /** The frame itself lies in one of the worker's segments; whether it is the outcome of a task can be said without it. */
    record Spilled(int slot, int length, boolean outcome) implements ToParent {}

    /** The task is still running, and says that it makes progress. */
    record Progressed(long task) implements ToParent {}

    /**
     * The worker lacks something of a class loader of the parent. The answer comes as a file and a note of it on the
     * control lane, since a task waits for it behind which other tasks may already lie in the pipe.
     */
    record Wanted(long request, Wish wish, int route, String name) implements ToParent {}

    /** What can be wanted. */
    enum Wish {
        /** A class, by its name. */
        CLASS,
        /** All resources with a name. */
        RESOURCES
    }

    /** The process ends by itself and not by a signal, so that its exit status means what it says. */
    record Exiting() implements ToParent {}

    /** Reads one message. */
    static ToParent read(ByteReader frame) {
        int kind = frame.getByte();
        return switch (kind) {
            case RETURNED -> new Returned(frame.getUnsigned(), frame);
            case RAISED -> new Raised(frame.getUnsigned(), RemoteFailure.read(frame));
            case PRINTED -> new Printed(frame.getByte(), frame.getString());
            case SPILLED -> new Spilled((int) frame.getUnsigned(), (int) frame.getUnsigned(), frame.getByte() != 0);
            case PROGRESSED -> new Progressed(frame.getUnsigned());
            case EXITING -> new Exiting();
            case LOGGED -> new Logged(LogEntry.read(frame));
            case WANTED ->
                new Wanted(
                        frame.getUnsigned(),
                        frame.getByte() == 0 ? Wish.CLASS : Wish.RESOURCES,
                        (int) frame.getUnsigned(),
                        frame.getString());
            default -> throw new WireException("a frame from a worker has the unknown kind " + kind);
        };
    }

    /** Begins a frame for a task's result; the encoded value follows, then {@link #end}. */
    static int beginReturned(ByteWriter out, long task) {
        int frame = begin(out, RETURNED);
        out.putUnsigned(task);
        return frame;
    }

    /** Appends a frame for a task's failure. */
    static void putRaised(ByteWriter out, long task, RemoteFailure failure) {
        int frame = begin(out, RAISED);
        out.putUnsigned(task);
        failure.write(out);
        end(out, frame);
    }

    /** Appends a frame with printed text. */
    static void putPrinted(ByteWriter out, int stream, String text) {
        int frame = begin(out, PRINTED);
        out.putByte(stream);
        out.putString(text);
        end(out, frame);
    }

    /** Appends a frame with a log record. */
    static void putLogged(ByteWriter out, LogEntry entry) {
        int frame = begin(out, LOGGED);
        entry.write(out);
        end(out, frame);
    }

    /** Appends a frame that says where the real one lies. */
    static void putSpilled(ByteWriter out, int slot, int length, int kind) {
        int frame = begin(out, SPILLED);
        out.putUnsigned(slot);
        out.putUnsigned(length);
        out.putByte(kind == RETURNED || kind == RAISED ? 1 : 0);
        end(out, frame);
    }

    /** Appends a frame that says that a task makes progress. */
    static void putProgressed(ByteWriter out, long task) {
        int frame = begin(out, PROGRESSED);
        out.putUnsigned(task);
        end(out, frame);
    }

    /** Appends a frame that asks for a class or for resources. */
    static void putWanted(ByteWriter out, Wanted wanted) {
        int frame = begin(out, WANTED);
        out.putUnsigned(wanted.request());
        out.putByte(wanted.wish() == Wish.CLASS ? 0 : 1);
        out.putUnsigned(wanted.route());
        out.putString(wanted.name());
        end(out, frame);
    }

    /** Appends a frame that announces an orderly end. */
    static void putExiting(ByteWriter out) {
        end(out, begin(out, EXITING));
    }

    private static int begin(ByteWriter out, int kind) {
        int frame = out.reserve(HEADER);
        out.putByte(kind);
        return frame;
    }

    /** Ends a frame that was begun, by writing its length at its beginning. */
    static void end(ByteWriter out, int frame) {
        out.setInt(frame, out.size() - frame - HEADER);
    }
}
