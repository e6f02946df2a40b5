package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.function.Function0;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that has arrived in encoded form and is decoded once, by whoever asks first, while all others wait for that
 * thread. A decoder that throws makes what it threw the outcome.
 */
final class LateOutcome extends Status implements ReadableFailure {
    private final boolean failed;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Function0<? extends @Nullable Object> decoder;

    @GuardedBy("lock")
    private @Nullable Object settled;

    private volatile boolean read;

    /**
     * An outcome to be decoded.
     *
     * @param failed whether the task threw, in which case the decoder gives the exception
     */
    LateOutcome(boolean failed, Function0<? extends @Nullable Object> decoder) {
        this.failed = failed;
        this.decoder = decoder;
    }

    boolean isFailure() {
        return failed;
    }

    /** The decoded outcome as a state, waiting without end for another thread that decodes. */
    Object settle() {
        lock.lock();
        try {
            return decodeOnce();
        } finally {
            lock.unlock();
        }
    }

    /** The decoded outcome as a state, waiting up to the deadline, in terms of nanoTime, for another thread that decodes. */
    Object settle(boolean timed, long deadline) throws InterruptedException, TimeoutException {
        // An interrupt is for those who wait, and where nobody else decodes there is nothing to wait for.
        if (!lock.tryLock()) {
            if (!timed) {
                lock.lockInterruptibly();
            } else if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("the result has arrived, but another thread is still decoding it");
            }
        }
        try {
            return decodeOnce();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Object decodeOnce() {
        Object known = settled;
        if (known != null) {
            return known;
        }
        Object decoded;
        try {
            Function0<? extends @Nullable Object> pending = decoder;
            if (pending == null) {
                throw new IllegalStateException("the decoder of this result asked for the same result");
            }
            decoder = null;
            Object value = pending.call();
            decoded = failed ? new Failure(asThrowable(value)) : value == null ? NullResult.INSTANCE : value;
        } catch (Throwable e) {
            decoded = new Failure(e);
        }
        settled = decoded;
        return decoded;
    }

    private static Throwable asThrowable(@Nullable Object value) {
        return value instanceof Throwable exception
                ? exception
                : new IllegalStateException("the decoder of a failed task's exception gave " + value);
    }

    @Override
    public boolean wasRead() {
        return read;
    }

    void markRead() {
        read = true;
    }

    @Override
    public Throwable readFailure() {
        read = true;
        return settle() instanceof Failure failure
                ? failure.readFailure()
                : new IllegalStateException("the task failed, but its exception decoded to a result");
    }
}
