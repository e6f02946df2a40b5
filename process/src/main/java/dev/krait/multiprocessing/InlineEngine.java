package dev.krait.multiprocessing;

import dev.krait.function.Action;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs each call at once, in the thread that asks for it. */
final class InlineEngine implements PoolEngine {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final AtomicInteger LAST_POOL = new AtomicInteger();

    private final String name = "krait-inline-pool-" + LAST_POOL.incrementAndGet();
    private final @Nullable Throwable broken;
    private volatile PoolState state = PoolState.OPEN;

    InlineEngine(@Nullable Action initializer) {
        Throwable failure = null;
        if (initializer != null) {
            try {
                initializer.run();
            } catch (Throwable e) {
                failure = e;
            }
        }
        broken = failure;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void checkRunning() {
        PoolState now = state;
        if (broken != null) {
            throw ThreadEngine.refusal(broken);
        }
        if (now != PoolState.OPEN) {
            throw now.refusal();
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
        var call = new LocalCall(function, arity, arguments, receiver, options, true);
        call.submitted();
        run(call);
        return call::stop;
    }

    @Override
    public CallGroup group(String call, Serializable function, int arity, TaskOptions options) {
        checkRunning();
        return new LocalCalls(function, arity, options, true, (calls, chunk) -> calls.forEach(this::run));
    }

    private void run(LocalCall call) {
        if (state == PoolState.ENDED) {
            call.abandon();
        } else {
            call.run();
        }
        call.tellHere(); // Not the timer's thread: callbacks follow, and other runs.
    }

    PoolState state() {
        return state;
    }

    @Override
    public void hold() {
        checkRunning();
    }

    @Override
    public void releaseHold() {
        // Whoever brings calls runs them too.
    }

    @Override
    public void callBack(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "a callback of a pool failed; the result it was told of is not affected", e);
        }
    }

    @Override
    public void decide(Runnable decision) {
        callBack(decision);
    }

    @Override
    public boolean runsInCaller() {
        return true;
    }

    @Override
    public void close() {
        if (state == PoolState.OPEN) {
            state = PoolState.CLOSED;
        }
    }

    @Override
    public void terminate() {
        state = PoolState.ENDED;
    }

    @Override
    public boolean isOpen() {
        return state == PoolState.OPEN;
    }

    @Override
    public void awaitEnd() {
        // Nothing runs but in its caller.
    }

    @Override
    public List<WorkerStatus> workers() {
        return List.of();
    }

    @Override
    public List<Long> pids() {
        return List.of(ProcessHandle.current().pid());
    }
}
