package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;

/** What memory that processes share is measured by. */
final class SharedScenarios {
    private SharedScenarios() {}

    static List<Scenario> all() {
        return List.of(time(
                "sharedmemory.create.1MiB", "us", scale -> new SharedMemoryRounds(scale, 1 << 20), Goal.ofPython(1)));
    }
}
