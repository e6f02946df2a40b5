package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls of one function in worker processes, encoded one by one into blocks that many small ones share. */
final class ProcessCalls implements CallGroup {
    private static final int FIRST_BLOCK = 256;
    private static final int LARGEST_BLOCK = 32 * 1024;

    private final WorkerPool workers;
    private final TaskFunction function;
    private final String name;
    private final TaskEncoder encoder = new TaskEncoder().withBlocks();
    private byte[] block = new byte[FIRST_BLOCK];
    private int used;

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
        encoder.clear();
        for (Object argument : arguments) {
            try {
                encoder.add(argument);
            } catch (IOException e) {
                throw ProcessEngine.cannotTravel("item " + prepared + " of " + name, e);
            }
        }
        prepared++;
        int length = encoder.size();
        if (length > LARGEST_BLOCK / 4 || encoder.hasBlocks()) {
            return new ProcessCall(encoder, receiver, itsOptions);
        }
        if (length > block.length - used) {
            block = new byte[Math.max(length, Math.min(LARGEST_BLOCK, 2 * block.length))];
            used = 0;
        }
        int from = used;
        System.arraycopy(encoder.array(), 0, block, from, length);
        used += length;
        return new ProcessCall(block, from, length, receiver, itsOptions);
    }

    @Override
    public void submit(List<? extends Call> calls, int chunk) {
        var tasks = calls.stream().map(ProcessCall.class::cast).toList();
        for (int i = 0; i < tasks.size() && chunk > 1; i++) {
            tasks.get(i).follows = i % chunk != 0;
        }
        open.addAndGet(tasks.size());
        try {
            workers.submitMore(tasks);
        } catch (BrokenPoolException e) {
            close(tasks.size());
            throw TaskResult.broken(e.reason());
        } catch (RuntimeException e) {
            close(tasks.size());
            throw e;
        }
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        workers.awaitRoom();
    }

    @Override
    public int cancel() {
        return takenBack(workers.takeBack(this::isOurs).size());
    }

    @Override
    public int stop() {
        return takenBack(workers.stopAll(this::isOurs).size());
    }

    private int takenBack(int calls) {
        close(calls);
        return calls;
    }

    private boolean isOurs(PoolTask task) {
        return task instanceof ProcessCall call && call.group() == this;
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

    /** One call. */
    private final class ProcessCall extends PoolTask implements Call {
        private final CallReceiver receiver;
        private final TaskOptions itsOptions;
        private boolean follows;

        ProcessCall(byte[] body, int offset, int length, CallReceiver receiver, TaskOptions itsOptions) {
            super(function, body, offset, length);
            this.receiver = receiver;
            this.itsOptions = itsOptions;
        }

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
                receiver.settled(new ProcessOutcome(outcome, receiver));
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
