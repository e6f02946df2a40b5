package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.multiprocessing.internal.pool.TaskRun;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls of one function in worker processes, encoded one by one into blocks that many small ones share and travel in. */
final class ProcessCalls implements CallGroup {
    private static final int FIRST_BLOCK = 1024;
    private static final int LARGEST_BLOCK = 32 * 1024;
    private static final int LARGEST_SMALL = LARGEST_BLOCK / 4;

    private final WorkerPool workers;
    private final TaskFunction function;
    private final String name;
    private int blockSize = FIRST_BLOCK;
    private TaskEncoder block = new TaskEncoder(blockSize).withBlocks();

    /** Calls that were submitted and are neither settled nor taken back, and one more until the end of the group. */
    private final AtomicLong open = new AtomicLong(1);

    private int prepared;

    private final TaskOptions options;

    ProcessCalls(WorkerPool workers, TaskFunction function, String name, TaskOptions options) {
        this.workers = workers;
        this.function = function;
        this.name = name;
        this.options = options;
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver) {
        return prepare(arguments, receiver, options);
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver, TaskOptions itsOptions) {
        if (block.size() > blockSize - blockSize / 4) {
            blockSize = Math.min(LARGEST_BLOCK, 2 * blockSize);
            block = new TaskEncoder(blockSize).withBlocks();
        }
        int from = block.begin();
        boolean complete = false;
        try {
            for (Object argument : arguments) {
                block.add(argument);
            }
            complete = true;
        } catch (IOException e) {
            throw ProcessEngine.cannotTravel("item " + prepared + " of " + name, e);
        } finally {
            if (!complete) {
                // Also after an Error of the program's own code: nothing of this call may go with the next.
                block.forget(from);
            }
        }
        prepared++;
        if (block.size() - from > LARGEST_SMALL || block.hasBlocks()) {
            TaskEncoder cut = block.cut(from);
            if (block.array().length > 2 * LARGEST_BLOCK) {
                block = new TaskEncoder(blockSize).withBlocks(); // A group may be kept for as long as its results.
            }
            return new ProcessCall(cut, receiver, itsOptions);
        }
        block.end(from);
        return new SmallCall(block.array(), from, block.size(), receiver, itsOptions);
    }

    @Override
    public void submit(List<? extends Call> calls, int chunk) {
        List<PoolTask> tasks = tasks(calls, chunk);
        open.addAndGet(calls.size());
        try {
            workers.submitMore(tasks);
        } catch (BrokenPoolException e) {
            close(calls.size());
            throw TaskResult.broken(e.reason());
        } catch (RuntimeException e) {
            close(calls.size());
            throw e;
        }
    }

    /** The calls, those together that lie one behind the other in a block and belong to one chunk. */
    private List<PoolTask> tasks(List<? extends Call> calls, int chunk) {
        var tasks = new ArrayList<PoolTask>();
        for (int i = 0; i < calls.size(); ) {
            boolean follows = chunk > 1 && i % chunk != 0;
            if (calls.get(i) instanceof ProcessCall single) {
                single.follows = follows;
                tasks.add(single);
                i++;
            } else {
                int most = chunk > 0 ? Math.min(calls.size(), i - i % chunk + chunk) : calls.size();
                int end = i + 1;
                while (end < most && isNext(calls.get(end - 1), calls.get(end))) {
                    end++;
                }
                tasks.add(run(calls.subList(i, end), chunk > 1, follows));
                i = end;
            }
        }
        return tasks;
    }

    private static boolean isNext(Call call, Call other) {
        return call instanceof SmallCall small
                && other instanceof SmallCall next
                && next.block == small.block
                && next.from == small.end
                && next.options == small.options;
    }

    private TaskRun run(List<? extends Call> calls, boolean together, boolean follows) {
        var receivers = new CallReceiver[calls.size()];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = ((SmallCall) calls.get(i)).receiver;
        }
        var first = (SmallCall) calls.get(0);
        int end = ((SmallCall) calls.get(calls.size() - 1)).end;
        var shared = new Shared(receivers, first.options, together);
        return new ProcessRun(shared, first.block, first.from, end, 0, receivers.length, follows);
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        workers.awaitRoom();
    }

    @Override
    public int cancel() {
        return takenBack(PoolTask.calls(workers.takeBack(this::isOurs)));
    }

    @Override
    public int stop() {
        return takenBack(PoolTask.calls(workers.stopAll(this::isOurs)));
    }

    private int takenBack(int calls) {
        close(calls);
        return calls;
    }

    private boolean isOurs(PoolTask task) {
        return (task instanceof ProcessCall call && call.group() == this)
                || (task instanceof ProcessRun run && run.group() == this);
    }

    @Override
    public void end() {
        close(1);
    }

    private void close(long calls) {
        if (calls > 0 && open.addAndGet(-calls) == 0) {
            workers.forget(function);
        }
    }

    /** A call that lies in a block beside others. */
    private static final class SmallCall implements Call {
        private final byte[] block;
        private final int from;
        private final int end;
        private final CallReceiver receiver;
        private final TaskOptions options;

        SmallCall(byte[] block, int from, int end, CallReceiver receiver, TaskOptions options) {
            this.block = block;
            this.from = from;
            this.end = end;
            this.receiver = receiver;
            this.options = options;
        }

        @Override
        public long bytes() {
            return (long) end - from;
        }
    }

    /** What the parts of a run have in common. */
    private static final class Shared {
        private final CallReceiver[] receivers;
        private final TaskOptions options;
        private final boolean together;

        Shared(CallReceiver[] receivers, TaskOptions options, boolean together) {
            this.receivers = receivers;
            this.options = options;
            this.together = together;
        }
    }

    /** Small calls one behind the other. */
    private final class ProcessRun extends TaskRun {
        private final Shared shared;
        private final boolean follows;

        ProcessRun(Shared shared, byte[] block, int from, int end, int first, int calls, boolean follows) {
            super(function, block, from, end, first, calls);
            this.shared = shared;
            this.follows = follows;
        }

        ProcessCalls group() {
            return ProcessCalls.this;
        }

        @Override
        protected TaskRun part(byte[] block, int from, int end, int first, int calls) {
            return new ProcessRun(shared, block, from, end, first, calls, shared.together && (first > 0 || follows));
        }

        @Override
        protected int priority() {
            return shared.options.priority();
        }

        @Override
        protected @Nullable TaskLimits limits() {
            return shared.options.limits();
        }

        @Override
        protected @Nullable OverdueListener overdueListener() {
            return shared.options.overdueListener();
        }

        @Override
        protected boolean together() {
            return shared.together;
        }

        @Override
        protected boolean follows() {
            return follows;
        }

        @Override
        protected void settle(int index, List<PoolOutcome> outcomes) {
            CallReceiver[] receivers = shared.receivers;
            try {
                var known = new ArrayList<CallOutcome>(outcomes.size());
                for (int i = 0; i < outcomes.size(); i++) {
                    known.add(ProcessOutcome.of(outcomes.get(i), receivers[index + i]));
                }
                receivers[index].settledTogether(receivers, index, known);
            } finally {
                close(outcomes.size());
            }
        }

        @Override
        protected String describe(int index) {
            return shared.receivers[index].describe();
        }
    }

    /** A call that goes by itself. */
    private final class ProcessCall extends PoolTask implements Call {
        private final CallReceiver receiver;
        private final TaskOptions itsOptions;
        private boolean follows;

        ProcessCall(TaskEncoder encoded, CallReceiver receiver, TaskOptions itsOptions) {
            super(function, encoded);
            this.receiver = receiver;
            this.itsOptions = itsOptions;
        }

        @Override
        protected int priority() {
            return itsOptions.priority();
        }

        @Override
        protected @Nullable TaskLimits limits() {
            return itsOptions.limits();
        }

        @Override
        protected @Nullable OverdueListener overdueListener() {
            return itsOptions.overdueListener();
        }

        ProcessCalls group() {
            return ProcessCalls.this;
        }

        @Override
        public long bytes() {
            return size();
        }

        @Override
        protected boolean follows() {
            return follows;
        }

        @Override
        protected void settle(PoolOutcome outcome) {
            try {
                receiver.settled(ProcessOutcome.of(outcome, receiver));
            } finally {
                close(1);
            }
        }

        @Override
        protected String describe() {
            return receiver.describe();
        }
    }
}
