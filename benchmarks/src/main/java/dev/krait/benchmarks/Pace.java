package dev.krait.benchmarks;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shares the time that there is among the scenarios. */
interface Pace {
    /** With this less for each scenario, corners are cut. */
    Duration SHARE = Duration.ofSeconds(6);

    /** With this left, nothing more is begun. */
    Duration LAST = Duration.ofSeconds(15);

    /**
     * How thoroughly the next scenario is measured, or nothing if time is up.
     *
     * @param left how many there are left, the next one included
     */
    Optional<Effort> next(int left);

    /** Takes all the time it takes. */
    static Pace thorough() {
        return left -> Optional.of(Effort.FULL);
    }

    /**
     * Ends in time, on a slow machine, too.
     *
     * @param time how much there is from now on
     * @param nanoClock tells the time
     */
    static Pace within(Duration time, LongSupplier nanoClock) {
        long end = nanoClock.getAsLong() + time.toNanos();
        return left -> {
            Duration rest = Duration.ofNanos(end - nanoClock.getAsLong());
            if (rest.compareTo(LAST) < 0) {
                return Optional.empty();
            }
            return Optional.of(rest.dividedBy(left).compareTo(SHARE) < 0 ? Effort.HURRIED : Effort.QUICK);
        };
    }
}
