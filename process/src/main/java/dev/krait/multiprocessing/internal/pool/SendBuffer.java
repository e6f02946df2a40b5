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

    /** A window of so many calls stands for tasks that take less than some 60 microseconds each. */
    private static final int TINY_TASKS = 32;

    private static final int LEAST_TO_ANSWER = 2;
    private static final int MOST_WAITING = 8 * 1024;

    private final InFlight inFlight = new InFlight();
    private final TaskWindow window = new TaskWindow();
    private final Set<Integer> knownFunctions = new HashSet<>();
    private ByteWriter pending = new ByteWriter(4096);
    private ByteWriter spare = new ByteWriter(4096);
    private int openFrame = -1;

    /** The number of the first call whose bytes were not handed over. */
    private long firstPending;

    /**
     * How many bytes may be in flight. A pipe holds them in pages, of which small writes may leave almost half unused; what
     * stays below half of it never makes a writer wait, even if the worker is stopped.
     */
    private int mostBytes = PipeRoom.LEAST / 2;

    private int tasksGiven;
    private @Nullable TaskFunction openFunction;

    /** The function of the task that was added last, which is known. */
    private @Nullable TaskFunction lastFunction;

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

    /** Whether one more task may be sent now, or the first call of it; one alone always may, where the pipe is empty. */
    boolean hasRoomFor(PoolTask task) {
        if (inFlight.count() == 0) {
            return inFlight.cost() == 0 || callsWithin(task, 1) > 0;
        }
        return inFlight.count() < window.size() && inFlight.hasPlace() && !task.goesAlone() && callsWithin(task, 1) > 0;
    }

    /** Whether there is nothing to be written but what was taken back, which the worker has to read past. */
    boolean hasOnlyRecalledPending() {
        return inFlight.count() == 0 && hasPending();
    }

    /** Whether a task that follows another one to this worker may be sent now, however few it is to get ahead. */
    boolean hasRoomToFollow(PoolTask task) {
        return inFlight.count() < TaskWindow.MOST && inFlight.hasPlace() && callsWithin(task, 1) > 0;
    }

    /** How many calls of a task may be sent now for which there is room. */
    int roomFor(TaskRun run) {
        int most = (run.together() ? TaskWindow.MOST : window.size()) - inFlight.count();
        return Math.max(1, callsWithin(run, most));
    }

    /** How many calls of a task the pipe takes, at most so many. */
    private int callsWithin(PoolTask task, int most) {
        int left = mostBytes - inFlight.cost() - definitionCost(task);
        if (task instanceof TaskRun run) {
            return run.callsWithin(left - FRAME_COST, most);
        }
        return cost(task) <= left ? 1 : 0;
    }

    private int definitionCost(PoolTask task) {
        TaskFunction function = task.function();
        return isKnown(function) ? 0 : function.definitionSize();
    }

    private boolean isKnown(TaskFunction function) {
        return function == lastFunction || function.isInline() || knownFunctions.contains(function.number());
    }

    private static int cost(PoolTask task) {
        return FRAME_COST + (task.isLarge() ? 256 : (int) task.size());
    }

    void add(PoolTask task) {
        TaskFunction function = task.function();
        int definition = 0;
        if (!isKnown(function)) {
            endFrame();
            int before = pending.size();
            function.define(pending);
            definition = pending.size() - before;
            knownFunctions.add(function.number());
        }
        lastFunction = function;
        if (!(task instanceof InitializerTask)) {
            tasksGiven += task.calls();
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
        if (task instanceof TaskRun run) {
            for (int put = 0; put < run.calls(); ) {
                openFrame(function, number + put, ToWorker.MAX_FRAME / 2);
                put += run.put(pending, put, ToWorker.MAX_FRAME - FRAME_COST - (pending.size() - openFrame));
            }
        } else {
            openFrame(function, number, task.length());
            task.put(pending);
        }
    }

    /** Sees to it that there is a frame of tasks of a function, with room for so many bytes. */
    private void openFrame(TaskFunction function, long number, int length) {
        if (openFunction != function || pending.size() - openFrame + length > ToWorker.MAX_FRAME - FRAME_COST) {
            endFrame();
            openFrame = ToWorker.beginRun(pending, number, function.number(), function.arity());
            openFunction = function;
        }
    }

    /** Tells the worker to forget a function, if it was told it. */
    void forget(int function) {
        lastFunction = null;
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

    /**
     * Whether what is pending may wait for the next answer. Tasks that are submitted one by one and take no time would else
     * cost a write and two wake-ups each. The worker does not wait for long: it still has some to answer, and they are short.
     */
    boolean mayWait() {
        return window.size() >= TINY_TASKS
                && firstPending - inFlight.oldestNumber() >= LEAST_TO_ANSWER
                && pending.size() < MOST_WAITING;
    }

    /** Whether there is something to be written. */
    boolean hasPending() {
        return pending.size() > 0;
    }

    /** Hands over the whole frames that are to be written; the writer must be emptied before the next call. */
    ByteWriter take() {
        endFrame();
        firstPending = inFlight.sent();
        ByteWriter taken = pending;
        pending = spare;
        spare = taken;
        return taken;
    }
}
