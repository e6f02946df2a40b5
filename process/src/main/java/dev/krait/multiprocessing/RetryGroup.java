package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.pool.RunFailures;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls of one function that are run again when they fail, as {@link TaskOptions} say. */
final class RetryGroup implements CallGroup {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final PoolEngine engine;
    private final CallGroup group;
    private final TaskOptions options;
    private final RetryPauses pauses;

    /** Calls that are not over, and one more until the end of the group. */
    private final AtomicLong open = new AtomicLong(1);

    /** Written under {@code stopping}, by which a later run is submitted either before that or never. */
    private volatile boolean stopped;

    private final Object stopping = new Object();

    /** Runs the calls of another group; keeps the pool from ending while they may be run again. */
    RetryGroup(PoolEngine engine, CallGroup group, TaskOptions options, RetryPauses pauses) {
        this.engine = engine;
        this.group = group;
        this.options = options;
        this.pauses = pauses;
        engine.hold();
    }

    @Override
    public Batch batch(int chunk, BatchReceiver receiver) {
        var batch = new RetryBatch(receiver);
        batch.first = group.batch(chunk, batch);
        return batch;
    }

    @Override
    public Batch batch(int chunk, BatchReceiver receiver, TaskOptions itsOptions) {
        throw new IllegalStateException("all calls of a group are run again as the same options say");
    }

    @Override
    public void argumentsMayChange() {
        group.argumentsMayChange();
    }

    @Override
    public void submit(Batch batch) {
        Batch first = ((RetryBatch) batch).takeFirst();
        open.addAndGet(batch.size());
        try {
            group.submit(first);
        } catch (Throwable e) { // An Error too, such as that there is no thread left to watch deadlines.
            over(batch.size());
            throw e;
        }
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        group.awaitRoom();
    }

    private void giveUp() {
        synchronized (stopping) {
            stopped = true;
        }
    }

    @Override
    public int cancel() {
        giveUp();
        int taken = group.cancel();
        pauses.stop(this);
        over(taken);
        return taken;
    }

    @Override
    public int stop() {
        giveUp();
        int taken = group.stop();
        pauses.stop(this);
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

    /** Calls whose first runs are submitted together; it is told how those ended. */
    private final class RetryBatch implements Batch, BatchReceiver {
        private final BatchReceiver receiver;

        /** What is over is kept no longer: null. */
        private final List<@Nullable Attempts> attempts = new ArrayList<>();

        private @Nullable Batch first;

        RetryBatch(BatchReceiver receiver) {
            this.receiver = receiver;
        }

        private Batch first() {
            if (first == null) {
                throw new IllegalStateException("a batch is submitted twice");
            }
            return first;
        }

        Batch takeFirst() {
            Batch taken = first();
            first = null;
            return taken;
        }

        @Override
        public void add(@Nullable Object... arguments) {
            int index = attempts.size();
            attempts.add(new Attempts(arguments, receiver.of(index)));
            try {
                addTo(first(), arguments);
            } catch (Throwable e) {
                attempts.remove(index);
                throw e;
            }
        }

        @Override
        public void addOne(@Nullable Object argument) {
            add(new @Nullable Object[] {argument});
        }

        @Override
        public int size() {
            return attempts.size();
        }

        @Override
        public long bytes() {
            return first == null ? 0 : first.bytes();
        }

        @Override
        public String describe(int index) {
            return receiver.describe(index);
        }

        @Override
        public void settled(int index, CallOutcome outcome) {
            Attempts told = attempts.set(index, null);
            if (told != null) {
                told.settled(outcome);
            }
        }
    }

    private boolean submitUnlessStopped(Batch one) {
        synchronized (stopping) {
            if (!stopped) {
                group.submit(one);
            }
            return !stopped;
        }
    }

    /** By the caller and by the thread that decides on retries, one at a time. */
    private void addTo(Batch batch, @Nullable Object[] arguments) {
        synchronized (group) {
            batch.add(arguments);
        }
    }

    /** One call with all its runs; told to its receiver once. */
    private final class Attempts implements CallReceiver {
        private final @Nullable Object[] arguments;
        private final CallReceiver receiver;
        private final long submittedAt = System.nanoTime();

        /** What the runs before the last one failed with. */
        @GuardedBy("this")
        private final RunFailures earlier = new RunFailures();

        @GuardedBy("this")
        private @Nullable Throwable last;

        @GuardedBy("this")
        private int runs;

        /** How many workers it has cost. */
        @GuardedBy("this")
        private int losses;

        Attempts(@Nullable Object[] arguments, CallReceiver receiver) {
            this.arguments = arguments;
            this.receiver = receiver;
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
            failed(failure);
            if (!isWorthARetry(failure)) {
                fail(null);
            } else if (timeLeft() <= 0) {
                failForWantOfTime(failure);
            } else if (options.retryDelay().isZero()) {
                again();
            } else {
                pause();
            }
        }

        private synchronized void failed(Throwable failure) {
            if (last != null) {
                earlier.add(last);
            }
            last = failure;
            runs++;
            if (failure instanceof WorkerLostException) {
                losses++;
            }
        }

        private long timeLeft() {
            return options.timeLeft(System.nanoTime() - submittedAt);
        }

        /** Waits for the time of the next run, or until nothing can come of that any more. */
        private void pause() {
            long left = timeLeft();
            long delay = options.retryDelay().toNanos();
            RetryPauses.Pause pause = pauses.begin(RetryGroup.this);
            if (stopped) {
                pause.complete(RetryPauses.End.STOPPED);
            }
            RetryPauses.endAfter(pause, Math.min(delay, left));
            if (engine.runsInCaller()) {
                pauseEnded(pause, awaitHere(pause), left <= delay);
            } else {
                CompletableFuture<?> unused =
                        pause.thenAccept(end -> engine.decide(() -> pauseEnded(pause, end, left <= delay)));
            }
        }

        private RetryPauses.End awaitHere(RetryPauses.Pause pause) {
            try {
                return pause.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return RetryPauses.End.STOPPED;
            } catch (ExecutionException e) {
                throw new AssertionError("a pause never fails", e);
            }
        }

        private void pauseEnded(RetryPauses.Pause pause, RetryPauses.End end, boolean timeIsUp) {
            pauses.ended(pause);
            switch (end) {
                case OVER -> {
                    if (timeIsUp) {
                        failForWantOfTime(null);
                    } else {
                        again();
                    }
                }
                case STOPPED -> fail(null);
                case POOL_ENDED ->
                    failWith(new CancellationException(
                            "the pool was terminated before " + receiver.description() + " was done"));
            }
        }

        private void failForWantOfTime(@Nullable Throwable failure) {
            if (failure instanceof TimeoutException) {
                fail(null);
            } else {
                failWith(new TimeoutException(receiver.description() + " " + options.timeoutWords()));
            }
        }

        private void failWith(Throwable failure) {
            failed(failure);
            fail(null);
        }

        private synchronized boolean isWorthARetry(Throwable failure) {
            if (stopped || runs > options.retries() || losses >= options.maxLosses()) {
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
            try {
                TaskOptions left = options.after(System.nanoTime() - submittedAt);
                Batch one = group.batch(0, BatchReceiver.ofOne(this), left);
                addTo(one, arguments);
                if (!submitUnlessStopped(one)) {
                    fail(null);
                }
            } catch (Throwable e) { // An Error too, out of the program's own code for what is sent again.
                fail(e);
            }
        }

        /** Gives the last failure, with those before it. */
        private synchronized void fail(@Nullable Throwable noRetry) {
            Throwable failure = RunFailures.suppress(earlier.kept(), requireNonNull(last));
            if (noRetry != null) {
                RunFailures.suppress(List.of(noRetry), failure);
            }
            tell(new CallOutcome.Failure(failure));
        }
    }
}
