package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.alone;
import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Better;
import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.multiprocessing.StartMethod;
import java.util.List;

/** What a pool of worker processes is measured by. */
final class PoolScenarios {
    private PoolScenarios() {}

    static List<Scenario> all() {
        return List.of(
                throughput("pool.map.chunk1.builtin", "tasks/s", MapRounds::ofIntegers, Goal.ofPython(30)),
                throughput("pool.map.chunk1.user", "tasks/s", MapRounds::ofParticles, Goal.ofPython(4)),
                throughput(
                        "pool.imap_unordered.chunk1", "tasks/s", scale -> new ImapRounds(scale, 1), Goal.ofPython(20)),
                throughput(
                        "pool.imap_unordered.chunk64", "tasks/s", scale -> new ImapRounds(scale, 64), Goal.ofPython(3)),
                throughput("pool.map.default", "tasks/s", MapRounds::ofManyIntegers, Goal.ofPython(3)),
                time("pool.apply.p50", "us", ApplyRounds::new, Goal.ofPython(0.4))
                        .asHandOver(),
                throughput("pool.apply_async", "tasks/s", ApplyAsyncRounds::new, Goal.ofPython(15)),
                throughput("pool.echo.1MiB", "MB/s", scale -> new EchoRounds(scale.of(64), 1 << 20), Goal.ofPython(3)),
                throughput(
                        "pool.echo.16MiB", "MB/s", scale -> new EchoRounds(scale.of(16), 16 << 20), Goal.ofPython(5)),
                time(
                        "pool.first_result.cold",
                        "ms",
                        scale -> new FirstResultRounds(StartMethod.SPAWN),
                        Goal.ofPython(2)),
                alone("pool.map.deadlines", "of without", Better.HIGHER, DeadlineRounds::ofMap, 0.97),
                alone("pool.apply.deadlines", "of without", Better.HIGHER, DeadlineRounds::ofApply, 0.97),
                alone("pool.replacement.spare", "ms", Better.LOWER, scale -> new ReplacementRounds(), 10),
                Scenario.besideJdk(
                        "work.primes.speedup",
                        "x",
                        Better.HIGHER,
                        PrimesRounds::withPool,
                        PrimesRounds::withThreads,
                        Goal.ofJdk(0.97)));
    }
}
