package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Those who wait for something to become ready that somebody else uses meanwhile. What arrives is then read by the user, so
 * that the system has no more to tell; whoever stops using the thing therefore looks for them.
 */
final class Onlookers {
    /** One of them; told apart by identity. */
    private static final class Wish {
        final Runnable wakeUp;

        Wish(Runnable wakeUp) {
            this.wakeUp = wakeUp;
        }
    }

    private final Set<Wish> wishes = ConcurrentHashMap.newKeySet();
    private final AtomicLong arrivals = new AtomicLong();

    /** Adds one; who adds itself has to look at the thing afterwards. */
    Waitable.Watch add(Runnable wakeUp) {
        var wish = new Wish(wakeUp);
        wishes.add(wish);
        arrivals.incrementAndGet();
        return () -> wishes.remove(wish);
    }

    /**
     * Tells all if the thing is ready; to be called after its lock was let go.
     *
     * @param ready looks at the thing, and says no if somebody uses it, who will call this in turn
     */
    void look(BooleanSupplier ready) {
        long seen;
        do {
            seen = arrivals.get();
            if (wishes.isEmpty()) {
                return;
            }
            if (ready.getAsBoolean()) {
                wishes.forEach(wish -> wish.wakeUp.run());
                return;
            }
            // Who came while this looked may have found the thing in use by this very look.
        } while (arrivals.get() != seen);
    }
}
