package dev.krait.multiprocessing.managers;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is with an object that is used by one call at a time: from before the call until its answer is written, so
 * that nobody changes what is being written. All who serve the same object share one.
 *
 * <p>Functions that run in the server may use other objects, and so wait for one while they have another. Where that would
 * go round in a circle, the one that closes it is refused, since nobody could ever go on.
 */
final class Guard {
    private static final Map<Key, Guard> GUARDS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

    /** Who waits for what. */
    private static final Map<Thread, Guard> WAITING = new ConcurrentHashMap<>();

    /** An object by its identity, which it does not keep alive. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object) {
            super(object, GONE);
            hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            Object object = get();
            return this == other || (object != null && other instanceof Key key && key.get() == object);
        }
    }

    /** One that says who has it. */
    private static final class Lock extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        @Nullable
        Thread owner() {
            return getOwner();
        }
    }

    private final Lock lock = new Lock();

    /** If the object is a map; for who has the turn. */
    private final @Nullable Sightings sightings;

    private Guard(Object object) {
        sightings = object instanceof Map<?, ?> map ? Sightings.of(map) : null;
    }

    /** The guard of an object. */
    static Guard of(Object object) {
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            GUARDS.remove(gone);
        }
        return GUARDS.computeIfAbsent(new Key(object), key -> new Guard(object));
    }

    /**
     * Waits for the turn.
     *
     * @param interruptible whether an interrupt ends the wait
     * @throws IllegalStateException if it would wait for ever
     */
    void enter(boolean interruptible) throws InterruptedException {
        if (lock.tryLock()) {
            return;
        }
        Thread self = Thread.currentThread();
        WAITING.put(self, this);
        try {
            boolean circle = leadsBackTo(self);
            // What was read while others went on may be no circle, but one that is still there is.
            circle = circle && leadsBackTo(self);
            if (circle) {
                throw new IllegalStateException(
                        "functions that run in the server wait for each other for ever: this one uses an object whose"
                                + " user waits for one that this one has; let all functions use several objects in the"
                                + " same order, or none but their own");
            }
            if (interruptible) {
                lock.lockInterruptibly();
            } else {
                lock.lock();
            }
        } finally {
            WAITING.remove(self);
        }
    }

    private boolean leadsBackTo(Thread self) {
        Guard wanted = this;
        for (int i = 0; wanted != null && i < 1000; i++) {
            Thread owner = wanted.lock.owner();
            if (owner == self) {
                return true;
            }
            wanted = owner == null ? null : WAITING.get(owner);
        }
        return false;
    }

    void leave() {
        lock.unlock();
    }

    /** What was seen of the map that the object is. */
    Sightings sightings() {
        return Objects.requireNonNull(sightings, "only maps have any");
    }
}
