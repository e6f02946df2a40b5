package dev.krait.examples.classics;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Progress;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.Multiprocessing;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pi from random points, with an estimate that gets better while results come in. */
@Command(
        name = "pi",
        description = {
            "Estimates pi from random points in processes, live.",
            "",
            "The share of random points of a square that lie in its inscribed circle is a quarter of pi. Each task throws"
                    + " some points with a seed of its own, so the result depends on --seed, --points and --tasks, not on"
                    + " --workers; the bar shows the estimate so far, in whatever order tasks end.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: concurrent.futures.ProcessPoolExecutor, as_completed)")
public final class MonteCarloPi implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "100000000",
            description = "How many points; by default ${DEFAULT-VALUE}.")
    private long points;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many tasks they are divided into; by default ${DEFAULT-VALUE}.")
    private int tasks;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many processes; by default one for each processor.")
    private int workers = Multiprocessing.cpuCount();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Makes the points; by default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--quiet", description = "No progress bar.")
    private boolean quiet;

    /** Made by the command line. */
    public MonteCarloPi() {}

    /** How many of some random points of the unit square lie within 1 of its corner. */
    static long inside(long points, long seed) {
        var random = new SplittableRandom(seed);
        long inside = 0;
        for (long i = 0; i < points; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            if (x * x + y * y < 1) {
                inside++;
            }
        }
        return inside;
    }

    @Override
    public Integer call() throws Exception {
        Refusal.unless(tasks >= 1, spec, "--tasks must be at least 1, not " + tasks);
        Refusal.unless(points >= tasks, spec, "--points must be at least one for each task, not " + points);
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        long thrown = 0;
        long hits = 0;
        try (var progress = new Progress(quiet, "throwing", points, " M points", 1_000_000);
                var executor = new ProcessPoolExecutor(workers)) {
            Map<Future<Long>, Long> shares = new LinkedHashMap<>();
            for (int task = 0; task < tasks; task++) {
                long share = points / tasks + (task < points % tasks ? 1 : 0);
                shares.put(executor.submit(MonteCarloPi::inside, share, seed + task), share);
            }
            for (Future<Long> future : Futures.asCompleted(shares.keySet())) {
                long share = shares.getOrDefault(future, 0L);
                hits += future.result();
                thrown += share;
                progress.say(String.format(Locale.ROOT, "pi ~ %.6f", 4.0 * hits / thrown));
                progress.done(share);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "pi is about %.6f, from %s%n", 4.0 * hits / thrown, Amounts.count(thrown, "point"));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
