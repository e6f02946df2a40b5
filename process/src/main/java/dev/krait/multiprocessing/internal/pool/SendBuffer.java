package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to one worker next, and what was written and is not answered.
 *
 * <p>Tasks that follow each other and share a function share a frame. Not thread-safe; the pool's lock guards it.
 */
final class SendBuffer {
    static final int KEEP_BYTES = 64 * 1024;

    private static final int FRAME_COST = 32;

    private final InFlight inFlight = new InFlight();
    private final TaskWindow window = new TaskWindow();
    private final Set<Integer> knownFunctions = new HashSet<>();
    private ByteWriter pending = new ByteWriter(4096);
    private ByteWriter spare = new ByteWriter(4096);
    private int openFrame = -1;

    /**
     * How many bytes may be in flight. A pipe holds them in pages, of which small writes may leave almost half unused; what
     * stays below half of it never makes a writer wait, even if the worker is stopped.
     */
    private int mostBytes = PipeRoom.LEAST / 2;

    private int tasksGiven;
    private @Nullable TaskFunction openFunction;

    InFlight inFlight() {
        return inFlight;
    }

    /** How many bytes the pipe to the worker takes. */
    void pipeTakes(int bytes) {
        mostBytes = bytes / 2;
    }

    TaskWindow window() {
        return window;
    }

    /** Whether the worker has tasks to do; what it does first is none. */
    boolean owesTasks() {
        return inFlight.count() > 0 && !(inFlight.oldest() instanceof InitializerTask);
    }

    /** How many tasks the worker did or is to do: those that were taken back do not count. */
    int tasksGiven() {
        return tasksGiven;
    }

    /** Tasks were taken back from the worker. */
    void takenBack(int tasks) {
        tasksGiven -= tasks;
    }

    /** Whether one more task may be sent now; one alone always may. */
    boolean hasRoomFor(PoolTask task) {
        return inFlight.count() == 0
                || (inFlight.count() < window.size()
                        && !task.goesAlone()
                        && inFlight.cost() + cost(task) + definitionCost(task) <= mostBytes);
    }

    /** Whether a task that follows another one to this worker may be sent now, however few it is to get ahead. */
    boolean hasRoomToFollow(PoolTask task) {
        return inFlight.count() < TaskWindow.MOST && inFlight.cost() + cost(task) + definitionCost(task) <= mostBytes;
    }

    private int definitionCost(PoolTask task) {
        TaskFunction function = task.function();
        return function.isInline() || knownFunctions.contains(function.number()) ? 0 : function.definitionSize();
    }

    private static int cost(PoolTask task) {
        return FRAME_COST + (task.isLarge() ? 256 : task.length());
    }

    void add(PoolTask task) {
        TaskFunction function = task.function();
        int definition = 0;
        if (!function.isInline() && knownFunctions.add(function.number())) {
            endFrame();
            int before = pending.size();
            function.define(pending);
            definition = pending.size() - before;
        }
        if (!(task instanceof InitializerTask)) {
            tasksGiven++;
        }
        long number = inFlight.sent();
        inFlight.add(task, cost(task) + definition);
        if (task.segment() != null) {
            endFrame();
            ToWorker.putRunSpilled(
                    pending,
                    number,
                    function.number(),
                    function.arity(),
                    task.segment().getPath(),
                    task.length());
            return;
        }
        if (openFunction != function || pending.size() - openFrame + task.length() > ToWorker.MAX_FRAME - FRAME_COST) {
            endFrame();
            openFrame = ToWorker.beginRun(pending, number, function.number(), function.arity());
            openFunction = function;
        }
        task.put(pending);
    }

    /** Tells the worker to forget a function, if it was told it. */
    void forget(int function) {
        if (knownFunctions.remove(function)) {
            endFrame();
            ToWorker.putForget(pending, function);
        }
    }

    /** Ends the frame of tasks that is open: a worker skips the rest of a frame in which a task was taken back. */
    void endFrame() {
        if (openFunction != null) {
            ToWorker.end(pending, openFrame);
            openFunction = null;
            openFrame = -1;
        }
    }

    /** Hands over the whole frames that are to be written; the writer must be emptied before the next call. */
    ByteWriter take() {
        endFrame();
        ByteWriter taken = pending;
        pending = spare;
        spare = taken;
        return taken;
    }
}
