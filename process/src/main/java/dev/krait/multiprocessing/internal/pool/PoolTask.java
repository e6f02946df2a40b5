package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One call that a pool of workers owes: encoded in full before it is submitted, answered exactly once by one of the four
 * methods below.
 *
 * <p>They are called on a thread that must not be held up, so they do a little bookkeeping and never run the program's
 * own code.
 */
public abstract class PoolTask {
    private static final byte[] NOTHING = {};

    private final TaskFunction function;
    private byte[] body;
    private int offset;
    private final int length;

    /** Where the bytes of a large task lie instead of in {@code body}. */
    private @Nullable File segment;

    /**
     * A task with its arguments.
     *
     * @param function what to call
     * @param body an array that holds the encoded arguments
     * @param offset where they begin
     * @param length how many bytes they are
     */
    protected PoolTask(TaskFunction function, byte[] body, int offset, int length) {
        this.function = function;
        this.body = body;
        this.offset = offset;
        this.length = length;
    }

    /** The task returned. */
    protected abstract void returned(EncodedValue value);

    /** The task failed in the worker with this process id. */
    protected abstract void raised(RemoteFailure failure, long pid);

    /** The worker that ran the task ended. */
    protected abstract void lost(WorkerLoss loss);

    /** The task will not run, or not to its end, because its pool was ended or could not start workers. */
    protected abstract void abandoned(String reason);

    /** What this task is, for the text of a failure. */
    protected abstract String describe();

    final TaskFunction function() {
        return function;
    }

    final int length() {
        return length;
    }

    final boolean isLarge() {
        return length > ToWorker.MAX_FRAME / 2;
    }

    final @Nullable File segment() {
        return segment;
    }

    /** Moves the bytes of a large task out of the heap. */
    final void spill(SegmentPool segments) throws IOException {
        segment = segments.write(body, offset, length);
        body = NOTHING;
        offset = 0;
    }

    /** Appends the task as one of a frame of tasks. */
    final void put(ByteWriter out) {
        out.putUnsigned(length);
        out.putBytes(body, offset, length);
    }
}
