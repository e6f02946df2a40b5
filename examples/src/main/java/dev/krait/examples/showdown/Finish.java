package dev.krait.examples.showdown;

import java.time.Duration;

/** How one way did a job: with how many workers and in what time. */
record Finish(Way way, int workers, Duration time) {
    String name() {
        return way.describe(workers);
    }

    double speedUpOver(Finish other) {
        return (double) other.time.toNanos() / time.toNanos();
    }
}
