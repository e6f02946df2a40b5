package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.OverdueTask;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.internal.pool.RunFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept about a task that asks for more than to be run once: its deadlines, its retries, its group. */
final class TaskWatch {
    private final Future<?> future;
    private final TaskOptions options;
    private final Supplier<String> name;
    private final Supplier<String> description;
    private final @Nullable ContextSnapshot context;
    private final @Nullable Consumer<? super Future<?>> onEnd;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> afterwards = new AtomicReference<>();
    private volatile boolean started;
    private volatile int retried;

    /** How many worker processes it has cost. */
    private volatile int losses;

    private volatile long lastProgress;
    private volatile boolean betweenRuns;
    private volatile long lag;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    /** Those of the timers that count the time of this run, or of the wait after one that was not begun. */
    @GuardedBy("lock")
    private final List<ScheduledFuture<?>> stageTimers = new ArrayList<>();

    /** Counts runs and waits, so that a timer that is late says nothing of the next one. */
    @GuardedBy("lock")
    private int stage;

    /** What the runs before the last one failed with. */
    @GuardedBy("lock")
    private final RunFailures earlier = new RunFailures();

    @GuardedBy("lock")
    private boolean over;

    private volatile long submittedAt;

    /**
     * A watch over one task.
     *
     * @param onEnd called once when nobody works for the task any more, which may be later than the end of its future
     * @param name gives what the task is, without running any code of the program
     * @param description gives the same with its arguments, for reports
     */
    TaskWatch(
            Future<?> future,
            TaskOptions options,
            @Nullable Consumer<? super Future<?>> onEnd,
            Supplier<String> name,
            Supplier<String> description) {
        this.future = future;
        this.name = name;
        this.description = description;
        this.options = options;
        this.onEnd = onEnd;
        this.context = options.context().isEmpty() ? null : ContextSnapshot.capture(options.context());
    }

    TaskOptions options() {
        return options;
    }

    @Nullable
    ContextSnapshot context() {
        return context;
    }

    /** What the executor does when nobody works for the task any more; said before it takes the task. */
    void whenEnded(Runnable action) {
        afterwards.set(action);
        if (ended.get()) {
            runAfterwards();
        }
    }

    private void runAfterwards() {
        Runnable action = afterwards.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    /** Somebody submits the task: its time begins, also that which the executor needs to take it. */
    void submitted() {
        submittedAt = System.nanoTime();
        Duration timeout = options.timeout();
        if (timeout != null) {
            arm(timeout.toNanos(), () -> expire("was not done within its timeout", timeout, false));
        }
        Duration queueTimeout = options.queueTimeout();
        if (queueTimeout != null) {
            arm(queueTimeout.toNanos(), () -> expire("did not start within its queue timeout", queueTimeout, true));
        }
        future.listen(this::futureDone);
    }

    /** Somebody is about to run the task; called before the future hears of it. */
    void starting() {
        started = true;
    }

    /** A run of the task begins; called again for every retry. */
    void running() {
        int itsStage = nextStage();
        betweenRuns = false;
        Duration runTimeout = options.runTimeout();
        if (runTimeout != null) {
            arm(runTimeout.toNanos(), itsStage, () -> expire(itsStage, "ran longer than its run timeout", runTimeout));
        }
        Duration progressTimeout = options.progressTimeout();
        if (progressTimeout != null) {
            lastProgress = System.nanoTime();
            arm(longestSilence(progressTimeout), itsStage, () -> checkProgress(itsStage, progressTimeout));
        }
    }

    /** It was not begun after all: what counts the time of the run ends, and what counts the wait goes on. */
    void waitsAgain() {
        int itsStage = nextStage();
        Duration queueTimeout = options.queueTimeout();
        if (queueTimeout != null && retried == 0) {
            long left = queueTimeout.toNanos() - (System.nanoTime() - submittedAt);
            arm(
                    Math.max(0, left),
                    itsStage,
                    () -> expire(itsStage, "did not start within its queue timeout", queueTimeout));
        }
    }

    /** Ends what counts the time of the run or wait before. */
    private int nextStage() {
        lock.lock();
        try {
            stageTimers.forEach(timer -> timer.cancel(false));
            timers.removeAll(stageTimers);
            stageTimers.clear();
            return ++stage;
        } finally {
            lock.unlock();
        }
    }

    /** Word of progress may be late by so much. */
    void progressMayLag(long nanos) {
        lag = nanos;
    }

    private long longestSilence(Duration limit) {
        return Math.min(limit.toNanos(), Long.MAX_VALUE - lag) + lag;
    }

    void progressed() {
        lastProgress = System.nanoTime();
    }

    private void checkProgress(int itsStage, Duration limit) {
        long left = longestSilence(limit) - (System.nanoTime() - lastProgress);
        if (left > 0) {
            arm(left, itsStage, () -> checkProgress(itsStage, limit));
        } else {
            expire(itsStage, "reported no progress within its progress timeout", limit);
        }
    }

    /** Ends the task for a limit of one run or wait, unless that is over. */
    private void expire(int itsStage, String what, Duration limit) {
        lock.lock();
        try {
            if (stage != itsStage) {
                return;
            }
        } finally {
            lock.unlock();
        }
        expire(what, limit, false);
    }

    private void expire(String what, Duration limit, boolean onlyIfPending) {
        String reason = what + " of " + limit + " and was stopped";
        Consumer<? super OverdueTask> action = options.onTimeout();
        // Between two runs there is nothing to be seen.
        Overdue overdue = action == null || betweenRuns ? null : new Overdue(description, reason, action);
        future.expire(last(new TimeoutException(name.get() + " " + reason)), onlyIfPending, overdue);
    }

    private void arm(long nanos, Runnable expiry) {
        lock.lock();
        try {
            if (!over) {
                add(Deadlines.after(nanos, expiry));
            }
        } finally {
            lock.unlock();
        }
    }

    private void arm(long nanos, int itsStage, Runnable expiry) {
        lock.lock();
        try {
            if (!over && stage == itsStage) {
                ScheduledFuture<?> timer = Deadlines.after(nanos, expiry);
                add(timer);
                stageTimers.removeIf(ScheduledFuture::isDone);
                stageTimers.add(timer);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void add(ScheduledFuture<?> timer) {
        timers.removeIf(ScheduledFuture::isDone); // A progress timeout starts again and again.
        timers.add(timer);
    }

    /** How many deadlines are watched, those that have passed included. */
    int timerCount() {
        lock.lock();
        try {
            return timers.size();
        } finally {
            lock.unlock();
        }
    }

    void futureDone() {
        lock.lock();
        try {
            over = true;
            timers.forEach(timer -> timer.cancel(false));
            timers.clear();
            stageTimers.clear();
        } finally {
            lock.unlock();
        }
        if (!started) {
            ended();
        }
    }

    /** Whether this failure is to be followed by another run; if so it is counted. */
    boolean retry(Throwable failure) {
        if (retried >= options.retries() || future.done() || !isWorthARetry(failure)) {
            return false;
        }
        // Only one run is going on at any time, so nobody counts beside us.
        int runs = retried + 1;
        betweenRuns = true;
        retried = runs;
        int unused = nextStage();
        lock.lock();
        try {
            earlier.add(failure);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** What the runs before the last one failed with; of many runs the last. */
    List<Throwable> earlier() {
        lock.lock();
        try {
            return earlier.kept();
        } finally {
            lock.unlock();
        }
    }

    /** Suppresses the failures of earlier runs in the one that the task fails with, and returns that. */
    Throwable last(Throwable failure) {
        return RunFailures.suppress(earlier(), failure);
    }

    private boolean isWorthARetry(Throwable failure) {
        if (failure instanceof BrokenProcessPoolException && failure.getCause() instanceof WorkerLostException) {
            int lost = losses + 1; // As above, nobody counts beside us.
            losses = lost;
            if (lost >= options.maxLosses()) {
                return false;
            }
        }
        try {
            return options.retryOn().test(failure);
        } catch (Throwable e) {
            Log.error("the predicate of withRetryOn threw; the task is not run again", e);
            return false;
        }
    }

    /** Nobody works for the task any more. */
    void ended() {
        if (ended.compareAndSet(false, true)) {
            if (onEnd != null) {
                onEnd.accept(future);
            }
            runAfterwards();
        }
    }

    /** Whether nobody works for the task, and nobody will. */
    boolean hasEnded() {
        return ended.get();
    }
}
