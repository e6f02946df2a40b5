package dev.krait.threading;

import org.jspecify.annotations.Nullable;

/**
 * What a thread of ours is parked on, as {@link java.util.concurrent.locks.LockSupport#getBlocker} shows it: the way from
 * there back to the lock that users know, which the lock report walks without any cost to the locks themselves.
 */
interface Tracked {
    /** The public object that the thread waits for. */
    Object subject();

    /** The thread that must act before the waiting one can go on, if that is known. */
    java.lang.@Nullable Thread holder();
}
