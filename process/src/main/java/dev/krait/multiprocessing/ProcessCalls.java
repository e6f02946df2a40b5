package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.Outcomes;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.multiprocessing.internal.pool.TaskRun;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import dev.krait.multiprocessing.internal.wire.Passage;
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
    private boolean argumentsMayChange;
    private TaskEncoder block = newBlock();

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
    public Batch batch(int chunk, BatchReceiver receiver) {
        return batch(chunk, receiver, options);
    }

    @Override
    public Batch batch(int chunk, BatchReceiver receiver, TaskOptions itsOptions) {
        return new ProcessBatch(chunk, receiver, itsOptions);
    }

    /** Calls as tasks, those together that lie one behind the other in a block and belong to one chunk. */
    private final class ProcessBatch implements Batch {
        private final int chunk;
        private final BatchReceiver receiver;
        private final TaskOptions itsOptions;
        private List<PoolTask> tasks = new ArrayList<>();
        private int size;
        private long bytes;

        /** The task that was made last, if others may join it. */
        private @Nullable ProcessRun last;

        ProcessBatch(int chunk, BatchReceiver receiver, TaskOptions itsOptions) {
            this.chunk = chunk;
            this.receiver = receiver;
            this.itsOptions = itsOptions;
        }

        ProcessCalls group() {
            return ProcessCalls.this;
        }

        /** Whether a call goes to the worker that got the one before it. */
        private boolean follows(int index) {
            return chunk > 1 && index % chunk != 0;
        }

        /** Gives away the tasks: what is done is not to be kept for as long as others of the batch. */
        private List<PoolTask> takeTasks() {
            List<PoolTask> taken = tasks;
            tasks = List.of();
            last = null;
            return taken;
        }

        @Override
        public void add(@Nullable Object... arguments) {
            int from = beginCall();
            try {
                encodeAll(arguments);
            } catch (Throwable e) { // Also an Error of the program's own code: nothing of it may go with the next call.
                block.forget(from);
                throw e;
            }
            encoded(from);
        }

        @Override
        public void addOne(@Nullable Object argument) {
            int from = beginCall();
            try {
                encode(argument);
            } catch (Throwable e) {
                block.forget(from);
                throw e;
            }
            encoded(from);
        }

        /** Makes a task of what was encoded, or a part of the one before it. */
        private void encoded(int from) {
            int length = block.size() - from;
            boolean beginsChunk = chunk > 1 && size % chunk == 0; // Chunks of one are parted wherever it suits.
            if (length > LARGEST_SMALL || block.hasBlocks() || block.hasMoved()) {
                var call = new ProcessCall(cut(from), this, size);
                tasks.add(call);
                bytes += call.size();
                last = null;
            } else {
                block.end(from);
                if (last == null || beginsChunk || !last.extend(block.array(), from, block.size())) {
                    var run = new ProcessRun(this, block.array(), from, block.size(), size, 1);
                    tasks.add(run);
                    last = run;
                }
                bytes += block.size() - from;
            }
            prepared++;
            size++;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public long bytes() {
            return bytes;
        }
    }

    /** Begins a call in the block, or in a new one where that is almost full; returns where. */
    private int beginCall() {
        if (block.size() > blockSize - blockSize / 4) {
            blockSize = Math.min(LARGEST_BLOCK, 2 * blockSize);
            block = newBlock();
        }
        return block.begin();
    }

    /** Large arrays are copied when their call is submitted, not before, unless they may have changed by then. */
    private TaskEncoder newBlock() {
        var empty = new TaskEncoder(blockSize);
        return argumentsMayChange ? empty : empty.withBlocks();
    }

    @Override
    public void argumentsMayChange() {
        argumentsMayChange = true;
        block = newBlock();
    }

    private void encodeAll(@Nullable Object[] arguments) {
        try (var passage = Passage.begin()) { // What moves stays here if another argument cannot travel.
            for (Object argument : arguments) {
                encode(argument);
            }
            passage.depart();
            block.moved(passage.departed());
        } catch (IOException e) {
            throw ProcessEngine.cannotTravel("item " + prepared + " of " + name, e);
        }
    }

    private void encode(@Nullable Object argument) {
        try {
            block.add(argument);
        } catch (IOException e) {
            throw ProcessEngine.cannotTravel("item " + prepared + " of " + name, e);
        }
    }

    /** Takes a large call out of the block. */
    private TaskEncoder cut(int from) {
        TaskEncoder cut = block.cut(from);
        if (block.array().length > 2 * LARGEST_BLOCK) {
            block = newBlock(); // A group may be kept for as long as its results.
        }
        return cut;
    }

    @Override
    public void submit(Batch batch) {
        var ours = (ProcessBatch) batch;
        open.addAndGet(ours.size);
        try {
            workers.submitMore(ours.takeTasks());
        } catch (BrokenPoolException e) {
            close(ours.size);
            throw TaskResult.broken(e.reason());
        } catch (Throwable e) {
            close(ours.size);
            throw e;
        }
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
        return (task instanceof ProcessCall call && call.batch.group() == this)
                || (task instanceof ProcessRun run && run.batch.group() == this);
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

    /** Small calls one behind the other. */
    private final class ProcessRun extends TaskRun {
        private final ProcessBatch batch;
        private final boolean follows;

        /** Its only call, if that is described after its receiver has been told. */
        private volatile @Nullable CallReceiver told;

        ProcessRun(ProcessBatch batch, byte[] block, int from, int end, int first, int calls) {
            super(function, block, from, end, first, calls);
            this.batch = batch;
            this.follows = batch.follows(first);
        }

        @Override
        protected TaskRun part(byte[] block, int from, int end, int first, int calls) {
            return new ProcessRun(batch, block, from, end, first, calls);
        }

        @Override
        protected int priority() {
            return batch.itsOptions.priority();
        }

        @Override
        protected @Nullable TaskLimits limits() {
            return batch.itsOptions.limits();
        }

        @Override
        protected @Nullable OverdueListener overdueListener() {
            return batch.itsOptions.overdueListener();
        }

        @Override
        protected boolean together() {
            return batch.chunk > 1;
        }

        @Override
        protected boolean follows() {
            return follows;
        }

        @Override
        protected void settle(int index, Outcomes outcomes) {
            try {
                batch.receiver.settled(index, new CallOutcomes() {
                    @Override
                    public int size() {
                        return outcomes.size();
                    }

                    @Override
                    public boolean isValue(int call) {
                        return outcomes.isValue(call);
                    }

                    @Override
                    public @Nullable Object value(int call) {
                        return outcomes.value(call);
                    }

                    @Override
                    public CallOutcome get(int call) {
                        return isValue(call)
                                ? new CallOutcome.Value(value(call))
                                : ProcessOutcome.of(outcomes.get(call), batch.receiver.of(index + call));
                    }
                });
            } finally {
                close(outcomes.size());
            }
        }

        @Override
        protected void outlivesItsOutcome() {
            told = batch.receiver.of(first());
        }

        @Override
        protected String describe(int index) {
            CallReceiver known = told;
            return known == null ? batch.receiver.describe(index) : known.describe();
        }
    }

    /** A call that goes by itself. */
    private final class ProcessCall extends PoolTask {
        private final ProcessBatch batch;
        private final CallReceiver receiver;
        private final boolean follows;

        ProcessCall(TaskEncoder encoded, ProcessBatch batch, int index) {
            super(function, encoded);
            this.batch = batch;
            this.receiver = batch.receiver.of(index);
            this.follows = batch.follows(index);
        }

        @Override
        protected int priority() {
            return batch.itsOptions.priority();
        }

        @Override
        protected @Nullable TaskLimits limits() {
            return batch.itsOptions.limits();
        }

        @Override
        protected @Nullable OverdueListener overdueListener() {
            return batch.itsOptions.overdueListener();
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
