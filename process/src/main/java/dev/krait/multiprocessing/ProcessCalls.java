package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
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

    ProcessCalls(WorkerPool workers, TaskFunction function, String name) {
        this.workers = workers;
        this.function = function;
        this.name = name;
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver) {
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
            return new ProcessCall(encoder, receiver);
        }
        if (length > block.length - used) {
            block = new byte[Math.max(length, Math.min(LARGEST_BLOCK, 2 * block.length))];
            used = 0;
        }
        int from = used;
        System.arraycopy(encoder.array(), 0, block, from, length);
        used += length;
        return new ProcessCall(block, from, length, receiver);
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
    public void cancel() {
        close(workers.takeBack(task -> task instanceof ProcessCall call && call.group() == this)
                .size());
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
        private boolean follows;

        ProcessCall(byte[] body, int offset, int length, CallReceiver receiver) {
            super(function, body, offset, length);
            this.receiver = receiver;
        }

        ProcessCall(TaskEncoder encoded, CallReceiver receiver) {
            super(function, encoded);
            this.receiver = receiver;
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
