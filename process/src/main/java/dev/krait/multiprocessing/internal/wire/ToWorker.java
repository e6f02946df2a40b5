package dev.krait.multiprocessing.internal.wire;

/**
 * What a parent says to a worker over its pipe.
 *
 * <p>A frame is its length in four bytes, which does not count itself, then a byte for the kind, then the message.
 */
public sealed interface ToWorker {
    /** What is longer goes through a segment, so that what is in flight always fits into the pipe. */
    int MAX_FRAME = 16 * 1024;

    /** The bytes of a frame's length. */
    int HEADER = 4;

    /** In the place of a function's number: the function comes with each task. */
    int INLINE = 0;

    /** The numbers of the kinds. */
    int DEFINE = 1;

    int FORGET = 2;
    int RUN = 3;
    int DEFINE_SPILLED = 4;
    int RUN_SPILLED = 5;
    int BECOME = 6;
    int BECOME_SPILLED = 7;
    int WARM_UP = 8;

    /** The function with this number is this encoded value. */
    record Define(int function, ByteReader body) implements ToWorker {}

    /** No more task uses the function with this number. */
    record Forget(int function) implements ToWorker {}

    /**
     * Tasks with consecutive numbers, up to the end of the frame. Each task is its length and that many bytes: the
     * encoded arguments, after the encoded function if {@code function} is {@link #INLINE}.
     */
    record Run(long first, int function, int arity, ByteReader tasks) implements ToWorker {}

    /** The function's encoded value lies at the beginning of a file of the parent. */
    record DefineSpilled(int function, String path, int length) implements ToWorker {}

    /** One task, whose bytes lie at the beginning of a file of the parent. */
    record RunSpilled(long number, int function, int arity, String path, int length) implements ToWorker {}

    /** Be no worker but this one process, whose encoded program follows; as task 0, and the last message of all. */
    record Become(ByteReader program) implements ToWorker {}

    /** The same, with a program that lies at the beginning of a file of the parent. */
    record BecomeSpilled(String path, int length) implements ToWorker {}

    /** There is time to get ready for quick work; the encoded program for that follows, unless the frame ends here. */
    record WarmUp(ByteReader program) implements ToWorker {}

    /** Reads one message. */
    static ToWorker read(ByteReader frame) {
        int kind = frame.getByte();
        return switch (kind) {
            case DEFINE -> new Define((int) frame.getUnsigned(), frame);
            case FORGET -> new Forget((int) frame.getUnsigned());
            case RUN -> new Run(frame.getUnsigned(), (int) frame.getUnsigned(), frame.getByte(), frame);
            case DEFINE_SPILLED ->
                new DefineSpilled((int) frame.getUnsigned(), frame.getString(), (int) frame.getUnsigned());
            case RUN_SPILLED ->
                new RunSpilled(frame.getUnsigned(), (int) frame.getUnsigned(), frame.getByte(), frame.getString(), (int)
                        frame.getUnsigned());
            case BECOME -> new Become(frame);
            case BECOME_SPILLED -> new BecomeSpilled(frame.getString(), (int) frame.getUnsigned());
            case WARM_UP -> new WarmUp(frame);
            default -> throw new WireException("a frame from the parent has the unknown kind " + kind);
        };
    }

    /** Appends a frame that tells the worker to forget a function. */
    static void putForget(ByteWriter out, int function) {
        int frame = begin(out, FORGET);
        out.putUnsigned(function);
        end(out, frame);
    }

    /** Begins a frame that defines a function; its encoded value follows, then {@link #end}. */
    static int beginDefine(ByteWriter out, int function) {
        int frame = begin(out, DEFINE);
        out.putUnsigned(function);
        return frame;
    }

    /** Begins a frame of tasks; each task's length and bytes follow, then {@link #end}. */
    static int beginRun(ByteWriter out, long first, int function, int arity) {
        int frame = begin(out, RUN);
        out.putUnsigned(first);
        out.putUnsigned(function);
        out.putByte(arity);
        return frame;
    }

    /** Appends a frame that defines a function from a file. */
    static void putDefineSpilled(ByteWriter out, int function, String path, int length) {
        int frame = begin(out, DEFINE_SPILLED);
        out.putUnsigned(function);
        out.putString(path);
        out.putUnsigned(length);
        end(out, frame);
    }

    /** Appends a frame for one task from a file. */
    static void putRunSpilled(ByteWriter out, long number, int function, int arity, String path, int length) {
        int frame = begin(out, RUN_SPILLED);
        out.putUnsigned(number);
        out.putUnsigned(function);
        out.putByte(arity);
        out.putString(path);
        out.putUnsigned(length);
        end(out, frame);
    }

    /** Appends the frame of a process with its encoded program. */
    static void putBecome(ByteWriter out, byte[] program, int length) {
        putProgram(out, BECOME, program, length);
    }

    /** Appends the frame of a process whose program lies in a file. */
    static void putBecomeSpilled(ByteWriter out, String path, int length) {
        int frame = begin(out, BECOME_SPILLED);
        out.putString(path);
        out.putUnsigned(length);
        end(out, frame);
    }

    /** Appends the frame of a warm-up with its encoded program, which may be empty. */
    static void putWarmUp(ByteWriter out, byte[] program, int length) {
        putProgram(out, WARM_UP, program, length);
    }

    private static void putProgram(ByteWriter out, int kind, byte[] program, int length) {
        int frame = begin(out, kind);
        out.putBytes(program, 0, length);
        end(out, frame);
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
