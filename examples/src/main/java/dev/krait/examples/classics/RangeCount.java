package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Refusal;
import dev.krait.function.Args;
import dev.krait.function.Args3;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Pool;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts, row by row of a matrix, the numbers in a range: one by one and in the three ways of a pool. */
@Command(
        name = "range",
        description = {
            "Counts in a pool how many numbers of a matrix lie in a range.",
            "",
            "Each row is a task: first one by one without a pool, then with apply, applyAsync and starmap. All must come"
                    + " to the same counts. apply waits for every row before it gives away the next, so it gains"
                    + " nothing from a second process.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: multiprocessing.Pool.apply, apply_async, starmap)")
public final class RangeCount implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many rows of five numbers each; by default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "4",
            description = "The least number that counts; by default ${DEFAULT-VALUE}.")
    private int least;

    @Option(
            names = "--to",
            paramLabel = "N",
            defaultValue = "8",
            description = "The greatest number that counts; by default ${DEFAULT-VALUE}.")
    private int greatest;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many processes; by default one for each processor.")
    private int workers = Multiprocessing.cpuCount();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "100",
            description = "Makes the numbers; by default ${DEFAULT-VALUE}.")
    private long seed;

    /** Made by the command line. */
    public RangeCount() {}

    /** How many numbers of a row lie in the range, its ends included. */
    static int inRange(int[] row, int least, int greatest) {
        return (int) Arrays.stream(row)
                .filter(number -> least <= number && number <= greatest)
                .count();
    }

    @Override
    public Integer call() throws Exception {
        Refusal.unless(rows >= 1, spec, "--rows must be at least 1, not " + rows);
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        Refusal.unless(least <= greatest, spec, "--from " + least + " is greater than --to " + greatest);
        var random = new Random(seed);
        List<int[]> matrix = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            matrix.add(random.ints(5, 0, 10).toArray());
        }
        List<Integer> expected = timed("one by one", () -> oneByOne(matrix));
        boolean same;
        try (var pool = new Pool(workers)) {
            pool.apply(() -> {}); // So that no way is charged for the start of the processes.
            same = timed("apply", () -> withApply(pool, matrix)).equals(expected);
            same &= timed("applyAsync", () -> withApplyAsync(pool, matrix)).equals(expected);
            same &= timed("starmap", () -> withStarmap(pool, matrix)).equals(expected);
        }
        return same ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Integer> oneByOne(List<int[]> matrix) {
        return matrix.stream().map(row -> inRange(row, least, greatest)).toList();
    }

    private List<Integer> withApply(Pool pool, List<int[]> matrix) throws Exception {
        List<Integer> counts = new ArrayList<>();
        for (int[] row : matrix) {
            counts.add(pool.apply(RangeCount::inRange, row, least, greatest));
        }
        return counts;
    }

    private List<Integer> withApplyAsync(Pool pool, List<int[]> matrix) throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int[] row : matrix) {
            results.add(pool.applyAsync(RangeCount::inRange, row, least, greatest));
        }
        List<Integer> counts = new ArrayList<>();
        for (AsyncResult<Integer> result : results) {
            counts.add(result.get());
        }
        return counts;
    }

    private List<Integer> withStarmap(Pool pool, List<int[]> matrix) throws Exception {
        List<Args3<int[], Integer, Integer>> arguments = new ArrayList<>();
        for (int[] row : matrix) {
            arguments.add(Args.of(row, least, greatest));
        }
        return pool.starmap(RangeCount::inRange, arguments);
    }

    private List<Integer> timed(String way, Callable<List<Integer>> count) throws Exception {
        long started = System.nanoTime();
        List<Integer> counts = count.call();
        Duration time = Duration.ofNanos(System.nanoTime() - started);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-11s %s numbers in range, %s%n",
                way, Amounts.number(counts.stream().mapToInt(Integer::intValue).sum()), Amounts.seconds(time));
        out.flush();
        return counts;
    }
}
