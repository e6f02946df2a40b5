package dev.krait.benchmarks;

import java.time.Duration;

/**
 * How thoroughly a scenario is measured.
 *
 * @param warmUp how long a JVM side works before it counts
 * @param mostRounds how many rounds it takes at most
 */
record Effort(Duration warmUp, int mostRounds) {
    /** As long as it takes: some seconds, in which even the workers' code is compiled. */
    static final Effort FULL = new Effort(Duration.ofSeconds(3), Integer.MAX_VALUE);

    /** For a first impression. */
    static final Effort QUICK = new Effort(Duration.ofMillis(1500), 2);

    /** For what must be over soon. */
    static final Effort HURRIED = new Effort(Duration.ofMillis(100), 1);
}
