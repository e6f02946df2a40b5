package dev.krait.benchmarks;

import java.time.Duration;

/**
 * How thoroughly a scenario is measured.
 *
 * @param warmUp how long a JVM side works before it counts
 * @param mostRounds how many rounds it takes at most
 * @param patience how long a side may take for one answer before it is killed
 */
record Effort(Duration warmUp, int mostRounds, Duration patience) {
    /** So short that even two that hang do not make the last scenario end after three minutes. */
    private static final Duration SHORT = Duration.ofSeconds(12);

    /** As long as it takes: some seconds, in which even the workers' code is compiled. */
    static final Effort FULL = new Effort(Duration.ofSeconds(3), Integer.MAX_VALUE, Duration.ofMinutes(3));

    /** For a first impression. */
    static final Effort QUICK = new Effort(Duration.ofMillis(1500), 2, SHORT);

    /** For what must be over soon. */
    static final Effort HURRIED = new Effort(Duration.ofMillis(100), 1, SHORT);
}
