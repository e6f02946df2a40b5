package dev.krait.threading;

import dev.krait.threading.internal.ExclusiveSync;
import dev.krait.threading.internal.ReentrantSync;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A reentrant lock: the thread that owns it may acquire it again, and must release it as often.
 *
 * <p>Mirrors Python's {@code threading.RLock}.
 *
 * <pre>{@code
 * try (var held = lock.hold()) {
 *     transfer(from, to);   // which takes the same lock again
 * }
 * }</pre>
 *
 * <p>Differs from Python in that a lock may be given a name, which reports show.
 */
public final class RLock implements Acquirable {
    private final @Nullable String name;
    private final ReentrantSync sync;

    /** An unlocked lock. */
    public RLock() {
        this.name = null;
        this.sync = new ReentrantSync(this);
    }

    /**
     * An unlocked lock with a name, for reports.
     *
     * @param name what {@link #toString} and {@link Threading#lockReport} call it
     * @throws IllegalArgumentException if the name is blank
     */
    public RLock(String name) {
        this.name = Labels.checked(name);
        this.sync = new ReentrantSync(this);
    }

    /** An unlocked lock inside {@code subject}, which reports show in its place. */
    RLock(Object subject) {
        this.name = null;
        this.sync = new ReentrantSync(subject);
    }

    ExclusiveSync sync() {
        return sync;
    }

    // Lock and RLock each have these three for themselves: beneath a shared one the compiler would not know which of
    // the
    // two it acquires, and could not look through the call.
    @Override
    public void acquire() throws InterruptedException {
        sync.acquireInterruptibly(1);
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        if (!blocking) {
            return sync.tryLock();
        }
        sync.acquireInterruptibly(1);
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the timeout is negative or longer than {@link Threading#TIMEOUT_MAX}
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return sync.acquireWithin(Timeouts.nanos(timeout));
    }

    /** Acquires without heed to interrupts, for what must not fail half-way. */
    void acquireUninterruptibly() {
        sync.lock();
    }

    /**
     * Gives back one level; the last one unlocks and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if the calling thread does not own the lock
     */
    @Override
    public void release() {
        sync.unlock();
    }

    /**
     * Whether some thread owns it right now.
     *
     * @return whether it is locked, as seen from any thread
     */
    public boolean locked() {
        return sync.levels() != 0;
    }

    /** Whether the calling thread owns it. */
    boolean mine() {
        return sync.mine();
    }

    /**
     * Its name, whether it is locked, by whom, how deep, and how many threads wait for it; a snapshot for a reader.
     *
     * @return such as {@code RLock@1f[locked by Thread-1 (work) 2 deep, 3 waiting]}
     */
    @Override
    public String toString() {
        return sync.describe(Labels.of(this, name));
    }
}
