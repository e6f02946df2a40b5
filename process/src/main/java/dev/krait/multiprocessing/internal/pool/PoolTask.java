package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.Later;
import dev.krait.multiprocessing.internal.wire.Block;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that a pool of workers owes, or a {@linkplain TaskRun run} of them: encoded in full before it is submitted, settled
 * exactly once.
 *
 * <p>What subclasses implement is called on threads that must not be held up, so it does a little bookkeeping and never runs
 * the program's own code.
 */
public abstract class PoolTask {
    private static final byte[] NOTHING = {};

    private final TaskFunction function;
    private byte[] body;
    private int offset;
    private final int length;

    /** Arrays that follow the bytes. */
    private List<Block> blocks;

    private final long blockBytes;

    /** What moves with it to the worker. */
    private final List<Passage.Passenger> moved;

    /** Where the bytes of a large task lie instead of in {@code body}. */
    private @Nullable File segment;

    private boolean begun;

    /** When it came, if it has deadlines; guarded by the pool's lock. */
    private long submittedAt;

    /** Whether it was told its outcome although its worker still runs it; guarded by the pool's lock. */
    private boolean givenUp;

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
        this.blocks = List.of();
        this.blockBytes = 0;
        this.moved = List.of();
    }

    /**
     * A task with its arguments.
     *
     * @param function what to call
     * @param encoded its encoded arguments, which are taken out
     */
    protected PoolTask(TaskFunction function, TaskEncoder encoded) {
        this.function = function;
        this.offset = 0;
        this.length = encoded.size();
        this.blocks = encoded.takeBlocks();
        this.moved = encoded.takeMoved();
        this.body = encoded.takeArray();
        this.blockBytes = Block.bytes(blocks);
    }

    /**
     * The task is sent to a worker, for the first time or after it {@link #waitsAgain waited again}; called under the pool's lock.
     *
     * @return false if nobody needs it any more: it is not sent then, and not settled
     */
    protected boolean begin() {
        return true;
    }

    /**
     * The task was sent, but its worker has not begun it and never will: it waits again, and {@link #begin} comes once more;
     * called under the pool's lock.
     */
    protected void waitsAgain() {}

    /** Its worker owes nothing before it any more: it runs now, or next; called under the pool's lock. */
    protected void becameNext() {}

    /** Tasks of a higher priority are sent first. */
    protected int priority() {
        return 0;
    }

    /** Whether it is sent only to a worker that has nothing else to do, so that being sent is being begun. */
    protected boolean goesAlone() {
        return false;
    }

    /** Its deadlines, null if it has none. */
    protected @Nullable TaskLimits limits() {
        return null;
    }

    /** Who is told when it is stopped because one of them has passed, null for nobody. */
    protected @Nullable OverdueListener overdueListener() {
        return null;
    }

    /** Whether its pool breaks when a worker ends in this task: then nothing more begins before it has been told. */
    protected boolean breaksPoolWhenLost() {
        return false;
    }

    /** The task says, while it runs, that it makes progress. */
    protected void progressed() {}

    /** Whether it is to go to the worker that got the task before it, if that can take more. */
    protected boolean follows() {
        return false;
    }

    /** The task has ended. */
    protected abstract void settle(PoolOutcome outcome);

    /** What this task is, for the text of a failure. */
    protected abstract String describe();

    /** What this task is, even if the program's own text for it fails. */
    final String description() {
        return described(this::describe);
    }

    /** A text that the program's own code may take part in; another one if that fails. */
    public static String described(Supplier<String> description) {
        try {
            return description.get();
        } catch (Throwable e) {
            return "a task whose description failed with " + e.getClass().getName();
        }
    }

    /** It was taken back from a worker, to be sent again. */
    final void putBack() {
        if (begun) {
            begun = false;
            waitsAgain();
        }
    }

    /** Asks, each time it is sent, whether the task is still needed. */
    final boolean needed() {
        if (!begun) {
            begun = begin();
        }
        return begun;
    }

    final void submitted(long now) {
        submittedAt = now;
    }

    final long submittedAt() {
        return submittedAt;
    }

    /** It is told its outcome before its worker has answered; what that says later concerns nobody. */
    final void giveUp() {
        givenUp = true;
        outlivesItsOutcome();
    }

    /** It will be described although it has been told its outcome; called under the pool's lock, before it is told. */
    protected void outlivesItsOutcome() {}

    final boolean isGivenUp() {
        return givenUp;
    }

    /** No worker will run it, or end it: what was to move with it ends here, which its other end hears of. */
    final void lose() {
        lose(moved);
    }

    /** Ends what was to move, by a thread that may be held up by that. */
    public static void lose(List<Passage.Passenger> moved) {
        if (!moved.isEmpty()) {
            Later.after(0, TimeUnit.MILLISECONDS).execute(() -> moved.forEach(Passage.Passenger::lose));
        }
    }

    final TaskFunction function() {
        return function;
    }

    final int length() {
        return length;
    }

    /** How many bytes its arguments take. */
    public long size() {
        return length + blockBytes;
    }

    /** How many calls it stands for; a worker has a number for each of them. */
    public int calls() {
        return 1;
    }

    /** Its calls one by one. */
    List<PoolTask> singles() {
        return List.of(this);
    }

    /** How many calls some tasks stand for. */
    public static int calls(Iterable<? extends PoolTask> tasks) {
        int sum = 0;
        for (PoolTask task : tasks) {
            sum += task.calls();
        }
        return sum;
    }

    public final boolean isLarge() {
        return blockBytes > 0 || length > ToWorker.MAX_FRAME / 2;
    }

    final @Nullable File segment() {
        return segment;
    }

    /** Moves the bytes of a large task out of the heap. */
    final void spill(SegmentPool segments) throws IOException {
        segment = segments.write(body, offset, length, blocks);
        body = NOTHING;
        blocks = List.of();
        offset = 0;
    }

    /** Appends the task as one of a frame of tasks. */
    final void put(ByteWriter out) {
        out.putUnsigned(length);
        out.putBytes(body, offset, length);
    }
}
