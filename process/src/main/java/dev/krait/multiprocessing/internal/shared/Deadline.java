package dev.krait.multiprocessing.internal.shared;

/** When a wait ends, by the clock that nobody can set. */
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** So many nanoseconds from now. */
    public static Deadline after(long nanos) {
        long now = System.nanoTime();
        // Later than anybody can wait for is the same as as late as can be told.
        return new Deadline(nanos > Long.MAX_VALUE / 2 ? now + Long.MAX_VALUE / 2 : now + nanos);
    }

    /** Whether it has passed. */
    public boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }

    long nanoTime() {
        return nanoTime;
    }
}
