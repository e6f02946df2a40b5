package dev.krait.multiprocessing.internal.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log record on its way from the process where it was logged to the root of its family.
 *
 * @param logger the name of the logger, null for one without a name
 * @param level the name of the level
 * @param levelValue its rank, as {@code java.util.logging} counts
 * @param time when it was logged
 * @param text what was logged, parameters filled in
 * @param process who logged it
 * @param source where in the code
 * @param thrown the exception that was logged with it
 */
public record LogEntry(
        @Nullable String logger,
        String level,
        int levelValue,
        Instant time,
        String text,
        Origin process,
        Source source,
        @Nullable RemoteFailure thrown) {
    /** What the names and numbers take, more or less. */
    private static final int FRAME = 512;

    /** The number of no task. */
    public static final long NO_TASK = -1;

    /**
     * Who logged something.
     *
     * @param process the name of the process
     * @param pid its id
     * @param thread the name of the thread
     * @param threadId its number
     * @param task the number of the task that the process was running, or {@link #NO_TASK}
     * @param taskName what that task is, once a parent that knows it has named it
     */
    public record Origin(
            String process,
            long pid,
            String thread,
            long threadId,
            long task,
            @Nullable String taskName) {}

    /**
     * The code that logged something.
     *
     * @param type the name of the class, null if it is not known
     * @param method the name of the method, null if it is not known
     */
    public record Source(@Nullable String type, @Nullable String method) {}

    /** About how much memory it takes while it waits to be logged. */
    public int weight() {
        return FRAME + 2 * text.length() + (thrown == null ? 0 : thrown.weight());
    }

    void write(ByteWriter out) {
        putText(out, logger);
        out.putString(level);
        out.putSigned(levelValue);
        out.putSigned(time.getEpochSecond());
        out.putUnsigned(time.getNano());
        out.putString(text);
        out.putString(process.process);
        out.putUnsigned(process.pid);
        out.putString(process.thread);
        out.putUnsigned(process.threadId);
        out.putSigned(process.task);
        putText(out, process.taskName);
        putText(out, source.type);
        putText(out, source.method);
        out.putByte(thrown == null ? 0 : 1);
        if (thrown != null) {
            thrown.write(out);
        }
    }

    static LogEntry read(ByteReader in) {
        return new LogEntry(
                getText(in),
                in.getString(),
                (int) in.getSigned(),
                Instant.ofEpochSecond(in.getSigned(), in.getUnsigned()),
                in.getString(),
                new Origin(
                        in.getString(),
                        in.getUnsigned(),
                        in.getString(),
                        in.getUnsigned(),
                        in.getSigned(),
                        getText(in)),
                new Source(getText(in), getText(in)),
                in.getByte() == 0 ? null : RemoteFailure.read(in));
    }

    private static void putText(ByteWriter out, @Nullable String text) {
        out.putByte(text == null ? 0 : 1);
        if (text != null) {
            out.putString(text);
        }
    }

    private static @Nullable String getText(ByteReader in) {
        return in.getByte() == 0 ? null : in.getString();
    }
}
