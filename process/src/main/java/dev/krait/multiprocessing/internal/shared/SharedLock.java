package dev.krait.multiprocessing.internal.shared;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock in shared memory that anybody may release. */
public final class SharedLock implements Survivor {
    private final Handle handle;
    private final Mutex mutex;

    private SharedLock(Handle handle) {
        this.handle = handle;
        this.mutex = new Mutex(handle, handle.at(), Layout.BODY);
    }

    /** Makes an unlocked one. */
    public static SharedLock create() {
        return new SharedLock(Handle.create(Kind.LOCK, at -> {}));
    }

    /** One that was made before. */
    public static SharedLock of(Handle handle) {
        return new SharedLock(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    Mutex mutex() {
        return mutex;
    }

    /** Acquires, waiting as long as it takes. */
    public void acquire() throws InterruptedException {
        mutex.acquire();
    }

    /** Acquires, waiting up to a deadline. */
    public boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        return mutex.acquire(deadline);
    }

    /** Acquires if that needs no waiting. */
    public boolean tryAcquire() {
        return mutex.tryNow();
    }

    /** Unlocks; false if it is not locked. */
    public boolean release() {
        return mutex.release();
    }

    /** Whether somebody has it. */
    public boolean isLocked() {
        return mutex.isLocked();
    }

    @Override
    public boolean ownerDied() {
        return mutex.ownerDied();
    }

    @Override
    public boolean markConsistent() {
        return mutex.isMine() && mutex.markConsistent();
    }

    /** For reports: " by NAME" if it is known who has it. */
    public void describe(Consumer<String> text) {
        text.accept(mutex.isLocked() ? "locked" + mutex.describeOwner() : "unlocked");
    }
}
