package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;

/** What a pipe between two processes is measured by. */
final class PipeScenarios {
    private PipeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                time("pipe.pingpong.64B", "us", PipePingPongRounds::new, Goal.ofPython(0.75))
                        .asHandOver(),
                throughput(
                        "pipe.64KiB",
                        "MB/s",
                        scale -> new PipeTrainRounds(scale.of(4_000), 64 << 10),
                        Goal.ofPython(0.95)),
                throughput(
                        "pipe.1MiB", "MB/s", scale -> new PipeTrainRounds(scale.of(250), 1 << 20), Goal.ofPython(2)));
    }
}
