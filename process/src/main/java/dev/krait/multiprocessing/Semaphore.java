package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedSemaphore;
import dev.krait.threading.Acquirable;
import dev.krait.threading.GuardedAction;
import dev.krait.threading.GuardedCall;
import dev.krait.threading.Held;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A counter of permits between processes: acquiring takes one, waiting while there is none; releasing gives one back.
 *
 * <p>Mirrors Python's {@code multiprocessing.Semaphore}. It lies in memory that the processes of a run share and travels as
 * {@link Lock} does. Any thread of any process may release, also one that never acquired.
 *
 * <p>A permit that was taken by {@link #hold()}, {@link #run} or {@link #call} comes back if the process that has it dies.
 * One that was taken by {@link #acquire()} does not: nobody can know whether it was to be given back, or handed to somebody
 * else, as between a producer and a consumer.
 *
 * <p>What a thread did before it released <i>happens-before</i> whatever a thread of any process does that acquires that
 * permit, as far as that looks at shared memory.
 */
public class Semaphore implements Acquirable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedSemaphore shared;

    /**
     * A semaphore with one permit.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Semaphore() {
        this(1);
    }

    /**
     * A semaphore.
     *
     * @param value how many permits there are at first
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Semaphore(int value) {
        this(value, Integer.MAX_VALUE);
    }

    Semaphore(int value, int limit) {
        this(SharedSemaphore.create(checked(value), limit));
    }

    Semaphore(Handle handle) {
        this(SharedSemaphore.of(handle));
    }

    @SuppressWarnings("this-escape") // only the collector is told, which waits for this to be garbage
    private Semaphore(SharedSemaphore shared) {
        this.shared = shared;
    }

    private static int checked(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("semaphore initial value must be >= 0, not " + value);
        }
        return value;
    }

    @Override
    public void acquire() throws InterruptedException {
        shared.acquire(null);
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        if (!blocking) {
            return shared.tryAcquire();
        }
        return shared.acquire(null);
    }

    /**
     * Takes a permit, waiting up to {@code timeout} for one.
     *
     * <p>Mirrors Python's {@code acquire(timeout=…)}, which takes a negative timeout for zero.
     *
     * @param timeout how long to wait; zero or less tries once without blocking
     * @return whether a permit was taken in time
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return shared.acquire(Deadline.after(Timeouts.pollingNanos(timeout)));
    }

    /**
     * Gives one permit back and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if there are as many as there may be; Python raises {@code ValueError}. Nothing has
     *     changed then
     */
    @Override
    public void release() {
        if (!shared.release(1)) {
            throw tooMany();
        }
    }

    private IllegalStateException tooMany() {
        return new IllegalStateException("semaphore released too many times: one more on " + this
                + "; release once for each acquire, best with try (var held = semaphore.hold())");
    }

    /**
     * Takes a permit that comes back if this process dies, and hands out what gives it back.
     *
     * @return what releases when it is closed
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired then
     */
    @Override
    public Held hold() throws InterruptedException {
        shared.acquireHeld();
        return new HeldPermit(this);
    }

    void releaseHeld() {
        if (!shared.releaseHeld()) {
            throw tooMany();
        }
    }

    @Override
    public <X extends Exception> void run(GuardedAction<X> body) throws X, InterruptedException {
        Held held = hold();
        try {
            body.run();
        } finally {
            held.close();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T call(GuardedCall<T, X> body)
            throws X, InterruptedException {
        Held held = hold();
        try {
            return body.call();
        } finally {
            held.close();
        }
    }

    /**
     * How many permits there are, Python's {@code get_value()}; others may change it before the caller looks at it.
     *
     * @return the number of permits
     */
    public int getValue() {
        return shared.value();
    }

    /**
     * Whether there is no permit right now, Python's {@code locked()}.
     *
     * @return whether an acquire would have to wait
     */
    public boolean locked() {
        return shared.value() == 0;
    }

    /**
     * How many permits there are and how many threads of all processes wait for one; a snapshot for a reader.
     *
     * @return such as {@code Semaphore@1f[value 0, 2 waiting]}
     */
    @Override
    public String toString() {
        int limit = shared.limit();
        return Reports.of(
                this,
                text -> text.accept("value " + shared.value() + (limit == Integer.MAX_VALUE ? "" : "/" + limit)),
                shared.handle().waiting());
    }

    /**
     * What travels in its place.
     *
     * @return where it lies
     */
    protected final Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }

    static Semaphore of(Handle handle) {
        return SharedSemaphore.of(handle).limit() == Integer.MAX_VALUE
                ? new Semaphore(handle)
                : new BoundedSemaphore(handle);
    }
}
