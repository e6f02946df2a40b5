package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Better;
import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;

/** What executors are measured by, and real work. */
final class ExecutorScenarios {
    private ExecutorScenarios() {}

    static List<Scenario> all() {
        return List.of(
                throughput(
                                "executor.thread.submit",
                                "tasks/s",
                                scale -> new SubmitRounds(scale, Desk.threads(2)),
                                Goal.ofPython(80))
                        .withJdk(scale -> new SubmitRounds(scale, Desk.jdk(2)), Goal.ofJdk(0.6)),
                time(
                                "executor.thread.submit.p50",
                                "us",
                                scale -> new RoundTripRounds(scale, Desk.threads(1)),
                                Goal.ofPython(0.35))
                        .withJdk(scale -> new RoundTripRounds(scale, Desk.jdk(1)), Goal.ofJdk(1.2))
                        .asHandOver(),
                time(
                                "executor.process.submit.p50",
                                "us",
                                scale -> new RoundTripRounds(scale, Desk.processes(1)),
                                Goal.ofPython(0.2))
                        .asHandOver(),
                throughput("executor.process.map.chunk1", "tasks/s", ExecutorMapRounds::new, Goal.ofPython(40)),
                throughput(
                        "executor.process.echo.1MiB",
                        "MB/s",
                        scale -> new ExecutorEchoRounds(scale.of(64), 1 << 20),
                        Goal.ofPython(2)),
                throughput(
                        "executor.process.echo.16MiB",
                        "MB/s",
                        scale -> new ExecutorEchoRounds(scale.of(16), 16 << 20),
                        Goal.ofPython(4)),
                Scenario.besideJdk(
                        "work.matmul.speedup",
                        "x",
                        Better.HIGHER,
                        MatrixRounds::withProcesses,
                        MatrixRounds::withThreads,
                        Goal.ofJdk(0.95)),
                throughput("work.sleep.efficiency", "of ideal", SleepRounds::withKrait, Goal.ofIdeal(0.97))
                        .withJdk(SleepRounds::withJdk));
    }
}
