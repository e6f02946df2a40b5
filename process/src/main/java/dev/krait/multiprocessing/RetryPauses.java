package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The calls of a pool that wait for their next run. No worker has them and no queue, so whoever gives them up, or ends the
 * pool, has to end their pauses.
 */
final class RetryPauses {
    /** How a pause ends. */
    enum End {
        /** The time for the next run has come. */
        OVER,
        /** Nobody wants the outcome any more. */
        STOPPED,
        /** The pool was terminated. */
        POOL_ENDED
    }

    /** One pause of a call. */
    static final class Pause extends CompletableFuture<End> {
        private final Object group;

        private Pause(Object group) {
            this.group = group;
        }
    }

    @GuardedBy("this")
    private final Set<Pause> open = new HashSet<>();

    @GuardedBy("this")
    private boolean poolEnded;

    /** Begins a pause for a call of a group; in a pool that was terminated it has ended already. */
    Pause begin(Object group) {
        var pause = new Pause(group);
        boolean tooLate;
        synchronized (this) {
            tooLate = poolEnded;
            if (!tooLate) {
                open.add(pause);
            }
        }
        if (tooLate) {
            pause.complete(End.POOL_ENDED);
        }
        return pause;
    }

    /** Has a pause end after a time, if it does not end before. */
    static void endAfter(Pause pause, long nanos) {
        CompletableFuture<?> unused = pause.completeOnTimeout(End.OVER, nanos, TimeUnit.NANOSECONDS);
    }

    /** A pause has ended. */
    synchronized void ended(Pause pause) {
        open.remove(pause);
    }

    /** Ends the pauses of a group. */
    void stop(Object group) {
        List<Pause> stopped;
        synchronized (this) {
            stopped = open.stream().filter(pause -> pause.group == group).toList();
        }
        stopped.forEach(pause -> pause.complete(End.STOPPED));
    }

    /** Ends all pauses, those too that begin later. */
    void poolEnds() {
        List<Pause> ending;
        synchronized (this) {
            poolEnded = true;
            ending = List.copyOf(open);
        }
        ending.forEach(pause -> pause.complete(End.POOL_ENDED));
    }
}
