package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;

/** What the objects of a manager are measured by. */
final class ManagerScenarios {
    private ManagerScenarios() {}

    static List<Scenario> all() {
        return List.of(
                throughput("manager.dict.get", "calls/s", ManagerRounds::get, Goal.ofPython(1.5))
                        .asHandOver(),
                throughput("manager.dict.set", "calls/s", ManagerRounds::set, Goal.ofPython(1.5))
                        .asHandOver(),
                // One message for many entries, against Python's d[key] = value for each.
                throughput("manager.dict.bulk", "entries/s", ManagerRounds::bulk, Goal.ofPython(20)),
                // One message for many entries on both sides.
                throughput("manager.dict.update", "entries/s", ManagerRounds::bulk, Goal.ofPython(1)),
                throughput("manager.queue.putget", "pairs/s", ManagerRounds::putGet, Goal.ofPython(1.5))
                        .asHandOver());
    }
}
