package dev.krait.threading.internal;

import org.jspecify.annotations.Nullable;

/**
 * What a thread of ours is parked on, as {@link java.util.concurrent.locks.LockSupport#getBlocker} shows it: the way from
 * there back to the lock that users know, which the lock report walks without any cost to the locks themselves.
 */
public interface Tracked {
    /**
     * The public object that the thread waits for.
     *
     * @return the lock, queue or the like, as its user knows it
     */
    Object subject();

    /**
     * The thread that must act before the waiting one can go on, if that is known.
     *
     * @return who holds it; null where there is nobody, or where anybody may end the wait
     */
    @Nullable
    Thread holder();
}
