package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedEvent;
import dev.krait.threading.AnyEvent;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/**
 * A flag between processes that threads wait for: unset at first, set by one, waited for by others.
 *
 * <p>Mirrors Python's {@code multiprocessing.Event}; {@code wait} is {@link #await()}. It lies in memory that the processes
 * of a run share and travels as {@link Lock} does. A death at any moment leaves it set or unset, never in between.
 *
 * <p>A thread that waits when the flag is set goes on, even if the flag is cleared again at once; Python's may miss it. What
 * a thread did before {@link #set} <i>happens-before</i> a wait returns, and before {@link #isSet} says yes, as far as that
 * looks at shared memory.
 */
public final class Event implements AnyEvent, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedEvent shared;

    /**
     * An event that is not set.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Event() {
        this(SharedEvent.create());
    }

    Event(Handle handle) {
        this(SharedEvent.of(handle));
    }

    private Event(SharedEvent shared) {
        this.shared = shared;
    }

    /**
     * Whether the flag is set.
     *
     * @return whether it is set
     */
    @Override
    public boolean isSet() {
        return shared.isSet();
    }

    /** Sets the flag and wakes all threads that wait. Does not block; without effect if it is set. */
    @Override
    public void set() {
        shared.set();
    }

    /** Unsets the flag; threads that come later wait again. Does not block; without effect if it is not set. */
    @Override
    public void clear() {
        shared.clear();
    }

    /**
     * Waits until the flag is set; returns at once if it is.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    @Override
    public void await() throws InterruptedException {
        shared.await(null);
    }

    /**
     * Waits until the flag is set, up to {@code timeout}; returns at once if it is.
     *
     * @param timeout how long to wait; zero or less only looks
     * @return whether the flag was set in time, if only for a moment
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return shared.await(Deadline.after(Timeouts.pollingNanos(timeout)));
    }

    /**
     * Whether it is set, and how many threads of all processes wait; a snapshot for a reader.
     *
     * @return such as {@code Event@1f[unset, 2 waiting]}
     */
    @Override
    public String toString() {
        return Reports.of(
                this,
                text -> text.accept(shared.isSet() ? "set" : "unset"),
                shared.handle().waiting());
    }

    private Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }
}
