package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.side.Side;
import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.RLock;
import dev.krait.multiprocessing.Semaphore;
import java.util.List;
import java.util.function.Supplier;

/** What processes share is measured by. */
final class SharedScenarios {
    private static final int PAIRS = 200_000;

    private SharedScenarios() {}

    static List<Scenario> all() {
        return List.of(
                time("lock.uncontended", "ns", alone(() -> Pass.of(new Lock())), Goal.ofPython(0.25)),
                time("rlock.uncontended", "ns", alone(() -> Pass.of(new RLock())), Goal.ofPython(0.25)),
                time("semaphore.uncontended", "ns", alone(() -> Pass.of(new Semaphore(1))), Goal.ofPython(0.25)),
                throughput("lock.contended2", "pairs/s", SharedCountRounds::ofLock, Goal.ofPython(1.5)),
                time("value.add.locked", "ns", ValueRounds::new, Goal.ofPython(0.05)),
                throughput("value.add.contended2", "additions/s", SharedCountRounds::ofValue, Goal.ofPython(10)),
                time("array.set", "ns", ArrayRounds::new, Goal.ofPython(0.05)),
                time("event.wake", "us", SharedMeetingRounds::ofEvent, Goal.ofPython(1))
                        .asHandOver(),
                time("event.wake.spinning", "us", SharedMeetingRounds::ofEventSetSoon, Goal.ofPython(0.2)),
                throughput("barrier.2", "crossings/s", SharedMeetingRounds::ofBarrier, Goal.ofPython(1.5))
                        .asHandOver(),
                throughput("condition.pingpong", "turns/s", SharedMeetingRounds::ofCondition, Goal.ofPython(1.5))
                        .asHandOver(),
                time(
                        "sharedmemory.create.1MiB",
                        "us",
                        scale -> new SharedMemoryRounds(scale, 1 << 20),
                        Goal.ofPython(1)));
    }

    private static Side.Opener alone(Supplier<Pass> passes) {
        return scale -> new UncontendedRounds(scale.of(PAIRS), scale.roundNanos(), passes);
    }
}
