package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;

/** What queues between processes are measured by. */
final class BeltScenarios {
    private static final int ITEMS = 100_000;

    private BeltScenarios() {}

    static List<Scenario> all() {
        return List.of(
                throughput(
                        "queue.1p1c",
                        "items/s",
                        scale -> new BeltRounds(Belt.queue(), 1, scale.of(ITEMS)),
                        Goal.ofPython(10)),
                throughput(
                        "simplequeue.1p1c",
                        "items/s",
                        scale -> new BeltRounds(Belt.simpleQueue(), 1, scale.of(ITEMS)),
                        Goal.ofPython(10)),
                throughput(
                        "queue.2p1c",
                        "items/s",
                        scale -> new BeltRounds(Belt.queue(), 2, scale.of(ITEMS / 2)),
                        Goal.ofPython(8)),
                throughput("joinablequeue", "items/s", scale -> new JoinableRounds(scale.of(ITEMS)), Goal.ofPython(8)),
                time("queue.pingpong", "us", BeltPingPongRounds::new, Goal.ofPython(0.5))
                        .asHandOver());
    }
}
