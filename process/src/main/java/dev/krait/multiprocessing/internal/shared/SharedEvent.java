package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * A flag in shared memory: one word, of which the lowest bit is the flag and the rest counts how often it was set. Who
 * waits, waits for the count to move on, so that a quick clear cannot shut him in again.
 */
public final class SharedEvent {
    private static final int WORD = Layout.BODY;

    private final Handle handle;
    private final Memory memory;
    private final Waiters waiters;
    private final int at;

    private SharedEvent(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.waiters = handle.arena().waiters();
        this.at = handle.at();
    }

    /** Makes an unset one. */
    public static SharedEvent create() {
        return new SharedEvent(Handle.create(Kind.EVENT, at -> {}));
    }

    /** One that was made before. */
    public static SharedEvent of(Handle handle) {
        return new SharedEvent(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    /** Whether the flag is set. */
    public boolean isSet() {
        return (memory.get(at + WORD) & 1) != 0;
    }

    /** Sets the flag and wakes all who wait. */
    public void set() {
        while (true) {
            long word = memory.get(at + WORD);
            if ((word & 1) != 0) {
                return;
            }
            if (memory.compareAndSet(at + WORD, word, word + 3)) {
                FaultPoint.reach("set-not-woken");
                if (memory.get(at + Layout.HINT) != 0) {
                    waiters.wakeAll(at);
                }
                return;
            }
        }
    }

    /** Unsets the flag. */
    public void clear() {
        long word = memory.get(at + WORD);
        while ((word & 1) != 0 && !memory.compareAndSet(at + WORD, word, word & ~1L)) {
            word = memory.get(at + WORD);
        }
    }

    /** Waits until the flag is set, up to a deadline. */
    public boolean await(@Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long before = memory.get(at + WORD);
        return (before & 1) != 0 || waiters.await(at, () -> memory.get(at + WORD) >>> 1 != before >>> 1, deadline);
    }
}
