package dev.krait.examples.classics;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Progress;
import dev.krait.multiprocessing.Multiprocessing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
                    + " some points with a seed of its own, so the result depends on --seed alone; the bar shows the"
                    + " estimate so far, in whatever order tasks end.",
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

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Makes the points.")
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
        Refusal.unless(workers >= 1, spec, "--workers must be at least 1, not " + workers);
        long each = points / tasks;
        long thrown = 0;
        long hits = 0;
        try (var progress = new Progress(quiet, "throwing", each * tasks, " M points", 1_000_000);
                var executor = new ProcessPoolExecutor(workers)) {
            List<Future<Long>> futures = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                futures.add(executor.submit(MonteCarloPi::inside, each, seed + task));
            }
            for (Future<Long> future : Futures.asCompleted(futures)) {
                hits += future.result();
                thrown += each;
                progress.say(String.format(Locale.ROOT, "pi ~ %.6f", 4.0 * hits / thrown));
                progress.done(each);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "pi is about %.6f, from %s%n", 4.0 * hits / thrown, Amounts.count(thrown, "point"));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
