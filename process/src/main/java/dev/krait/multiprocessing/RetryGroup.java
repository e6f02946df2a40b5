package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls of one function that are run again when they fail, as {@link TaskOptions} say. */
final class RetryGroup implements CallGroup {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final PoolEngine engine;
    private final CallGroup group;
    private final TaskOptions options;

    /** Calls that are not over, and one more until the end of the group. */
    private final AtomicLong open = new AtomicLong(1);

    private volatile boolean stopped;

    /** Runs the calls of another group; keeps the pool from ending while they may be run again. */
    RetryGroup(PoolEngine engine, CallGroup group, TaskOptions options) {
        this.engine = engine;
        this.group = group;
        this.options = options;
        engine.hold();
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver) {
        var attempts = new Attempts(arguments, receiver);
        attempts.first = prepareNow(arguments, attempts, options);
        return attempts;
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver, TaskOptions itsOptions) {
        throw new IllegalStateException("all calls of a group are run again as the same options say");
    }

    /** By the caller and by the thread that decides on retries, one at a time. */
    private Call prepareNow(@Nullable Object[] arguments, CallReceiver receiver, TaskOptions itsOptions) {
        synchronized (group) {
            return group.prepare(arguments, receiver, itsOptions);
        }
    }

    @Override
    public void submit(List<? extends Call> calls, int chunk) {
        var first = new ArrayList<Call>(calls.size());
        for (Call call : calls) {
            if (call instanceof Attempts attempts) {
                first.add(attempts.takeFirst());
            }
        }
        open.addAndGet(first.size());
        try {
            group.submit(first, chunk);
        } catch (RuntimeException e) {
            over(first.size());
            throw e;
        }
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        group.awaitRoom();
    }

    @Override
    public int cancel() {
        stopped = true;
        int taken = group.cancel();
        over(taken);
        return taken;
    }

    @Override
    public int stop() {
        stopped = true;
        int taken = group.stop();
        over(taken);
        return taken;
    }

    @Override
    public void end() {
        over(1);
    }

    private void over(long calls) {
        if (calls > 0 && open.addAndGet(-calls) == 0) {
            group.end();
            engine.releaseHold();
        }
    }

    /** One call with all its runs; told to its receiver once. */
    private final class Attempts implements CallReceiver, Call {
        private final @Nullable Object[] arguments;
        private final CallReceiver receiver;
        private final long submittedAt = System.nanoTime();
        private @Nullable Call first;

        @GuardedBy("this")
        private final List<Throwable> failures = new ArrayList<>();

        Attempts(@Nullable Object[] arguments, CallReceiver receiver) {
            this.arguments = arguments;
            this.receiver = receiver;
        }

        Call takeFirst() {
            Call taken = first;
            first = null;
            if (taken == null) {
                throw new IllegalStateException("a call is submitted twice");
            }
            return taken;
        }

        @Override
        public long bytes() {
            return first == null ? 0 : first.bytes();
        }

        @Override
        public String describe() {
            return receiver.describe();
        }

        @Override
        public void settled(CallOutcome outcome) {
            if (outcome.failed() && !stopped) {
                engine.decide(() -> decide(outcome)); // The predicate is the program's own code.
            } else {
                tell(outcome);
            }
        }

        private void tell(CallOutcome outcome) {
            try {
                receiver.settled(outcome);
            } finally {
                over(1);
            }
        }

        private void decide(CallOutcome outcome) {
            Throwable failure;
            try {
                outcome.produce();
                tell(outcome);
                return;
            } catch (Throwable e) {
                failure = e;
            }
            synchronized (this) {
                failures.add(failure);
            }
            if (!isWorthARetry(failure)) {
                fail(null);
            } else if (options.retryDelay().isZero()) {
                again();
            } else {
                CompletableFuture.delayedExecutor(
                                options.retryDelay().toNanos(), TimeUnit.NANOSECONDS, engine::decide)
                        .execute(this::again);
            }
        }

        private synchronized boolean isWorthARetry(Throwable failure) {
            if (stopped || failures.size() > options.retries()) {
                return false;
            }
            long losses = failures.stream()
                    .filter(WorkerLostException.class::isInstance)
                    .count();
            if (losses >= options.maxLosses()) {
                return false;
            }
            try {
                return options.retryOn().test(failure);
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "the predicate of withRetryOn threw; the task is not run again", e);
                return false;
            }
        }

        private void again() {
            Call call;
            try {
                if (stopped) {
                    fail(null);
                    return;
                }
                call = prepareNow(arguments, this, options.less(System.nanoTime() - submittedAt));
                group.submit(List.of(call), 0);
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        /** Gives the last failure, with those before it. */
        private synchronized void fail(@Nullable Throwable noRetry) {
            Throwable last = failures.get(failures.size() - 1);
            for (Throwable earlier : failures.subList(0, failures.size() - 1)) {
                if (earlier != last) {
                    last.addSuppressed(earlier);
                }
            }
            if (noRetry != null) {
                last.addSuppressed(noRetry);
            }
            tell(new CallOutcome.Failure(last));
        }
    }
}
