package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.CallbackThread;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolSettings;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ValueName;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs calls in worker processes: encodes them in the caller's thread, so that what cannot travel shows there. */
final class ProcessEngine implements PoolEngine {
    private final int size;
    private final WorkerPool workers;
    private final CallbackThread callbacks;
    private final CallbackThread retries;

    ProcessEngine(int size, PoolOptions options) {
        this.size = size;
        try {
            workers = new WorkerPool(new PoolSettings(
                    size,
                    false,
                    options.life(),
                    options.initializer(),
                    options.stopGrace(),
                    StartMethods.settings(options.launch(), size)));
        } catch (IOException e) {
            throw cannotTravel("the initializer of the pool", e);
        }
        callbacks = new CallbackThread(workers.name() + "-callbacks");
        retries = new CallbackThread(workers.name() + "-retries");
    }

    static IllegalArgumentException cannotTravel(String what, IOException reason) {
        return new IllegalArgumentException(what + ": " + reason.getMessage(), reason.getCause());
    }

    @Override
    public String name() {
        return workers.name();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void checkRunning() {
        try {
            workers.checkRunning();
        } catch (BrokenPoolException e) {
            throw TaskResult.broken(e.reason());
        }
    }

    @Override
    public Runnable submit(
            Serializable function,
            int arity,
            @Nullable Object[] arguments,
            CallReceiver receiver,
            TaskOptions options) {
        checkRunning();
        var encoder = new TaskEncoder().withBlocks();
        TaskFunction shared;
        try (var passage = Passage.begin()) { // What moves stays here if any part of the call cannot travel.
            shared = encode(function, arity, arguments, encoder);
            passage.depart();
            encoder.moved(passage.departed());
        } catch (IOException e) {
            throw cannotTravel("a call of apply", e);
        }
        try {
            var call = new SingleCall(shared, encoder, receiver, options);
            workers.submit(call);
            return () -> workers.stop(call);
        } catch (BrokenPoolException e) {
            throw TaskResult.broken(e.reason());
        }
    }

    private TaskFunction encode(Serializable function, int arity, @Nullable Object[] arguments, TaskEncoder encoder) {
        TaskFunction shared;
        try {
            shared = workers.encode(function, arity, encoder);
        } catch (IOException e) {
            throw cannotTravel("the function of apply", e);
        }
        for (int i = 0; i < arguments.length; i++) {
            try {
                encoder.add(arguments[i]);
            } catch (IOException e) {
                throw cannotTravel("argument " + i + " of apply", e);
            }
        }
        return shared;
    }

    @Override
    public CallGroup group(String call, Serializable function, int arity, TaskOptions options) {
        checkRunning();
        try {
            return new ProcessCalls(
                    workers, workers.share(function, arity), call + " with " + ValueName.ofFunction(function), options);
        } catch (IOException e) {
            throw cannotTravel("the function of " + call, e);
        }
    }

    @Override
    public void hold() {
        try {
            workers.hold();
        } catch (BrokenPoolException e) {
            throw TaskResult.broken(e.reason());
        }
    }

    @Override
    public void releaseHold() {
        workers.releaseHold();
    }

    @Override
    public void callBack(Runnable callback) {
        callbacks.execute(callback);
    }

    @Override
    public boolean isCallingBack() {
        return callbacks.isCurrent();
    }

    @Override
    public void decide(Runnable decision) {
        retries.execute(decision);
    }

    @Override
    public void close() {
        workers.close();
    }

    @Override
    public void terminate() {
        workers.terminate();
    }

    @Override
    public boolean isOpen() {
        return workers.isOpen();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        workers.awaitEnd(Long.MAX_VALUE);
        retries.awaitIdle();
        callbacks.awaitIdle();
    }

    @Override
    public List<WorkerStatus> workers() {
        return workers.snapshots().stream().map(WorkerStatus::of).toList();
    }

    @Override
    public List<Long> pids() {
        return workers.pids();
    }

    /** A call that shares its function with no other. */
    private static final class SingleCall extends PoolTask {
        private final CallReceiver receiver;
        private final TaskOptions options;

        SingleCall(TaskFunction function, TaskEncoder encoded, CallReceiver receiver, TaskOptions options) {
            super(function, encoded);
            this.receiver = receiver;
            this.options = options;
        }

        @Override
        protected int priority() {
            return options.priority();
        }

        @Override
        protected @Nullable TaskLimits limits() {
            return options.limits();
        }

        @Override
        protected @Nullable OverdueListener overdueListener() {
            return options.overdueListener();
        }

        @Override
        protected void settle(PoolOutcome outcome) {
            receiver.settled(ProcessOutcome.of(outcome, receiver));
        }

        @Override
        protected String describe() {
            return receiver.describe();
        }
    }
}
