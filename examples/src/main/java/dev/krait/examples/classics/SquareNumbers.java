package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RawArray;
import dev.krait.threading.Thread;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Squares numbers in ten threads, and then in one process for each processor. */
@Command(
        name = "squares",
        description = {
            "Squares numbers in ten threads and in one process per core.",
            "",
            "The threads write into an array that they all see. Processes see none of it, so theirs lies in shared"
                    + " memory. For so little work the start of a process costs more than it saves.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: threading.Thread, multiprocessing.Process, RawArray, cpu_count)")
public final class SquareNumbers implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--numbers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many numbers, from 1 on; by default ${DEFAULT-VALUE}.")
    private int numbers;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many threads; by default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many processes; by default one for each processor.")
    private int workers = Multiprocessing.cpuCount();

    /** Made by the command line. */
    public SquareNumbers() {}

    @Override
    public Integer call() throws Exception {
        Refusal.unless(numbers >= 1, spec, "--numbers must be at least 1, not " + numbers);
        Refusal.unlessUpTo(Refusal.MOST_THREADS, spec, "--threads", threads);
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        boolean same = Arrays.equals(
                timed(Amounts.count(threads, "thread"), this::inThreads),
                timed(Amounts.count(workers, "process"), this::inProcesses));
        return same ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private long[] inThreads() throws InterruptedException {
        var squares = new long[numbers];
        List<Thread> crew = new ArrayList<>();
        for (int first = 0; first < threads; first++) {
            int start = first;
            crew.add(new Thread(() -> {
                for (int i = start; i < numbers; i += threads) {
                    squares[i] = (i + 1L) * (i + 1L);
                }
            }));
        }
        for (Thread thread : crew) {
            thread.start();
        }
        for (Thread thread : crew) {
            thread.join();
        }
        return squares;
    }

    private long[] inProcesses() throws Exception {
        RawArray<Long> squares = RawArray.longs(numbers);
        List<Process> crew = new ArrayList<>();
        int step = workers;
        for (int first = 0; first < workers; first++) {
            int start = first;
            crew.add(new Process(() -> square(squares, start, step)));
        }
        for (Process process : crew) {
            process.start();
        }
        for (Process process : crew) {
            process.joinOrThrow();
        }
        return squares.toArray(long[].class);
    }

    /** What each process does: its own share, counted from its number on in steps of the number of processes. */
    private static void square(RawArray<Long> squares, int start, int step) {
        for (long i = start; i < squares.length(); i += step) {
            squares.set(i, (i + 1) * (i + 1));
        }
    }

    private long[] timed(String who, Callable<long[]> work) throws Exception {
        long started = System.nanoTime();
        long[] squares = work.call();
        Duration time = Duration.ofNanos(System.nanoTime() - started);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-12s %s, from %s to %s, %s%n",
                who,
                Amounts.count(squares.length, "square"),
                Amounts.number(squares[0]),
                Amounts.number(squares[squares.length - 1]),
                Amounts.seconds(time));
        out.flush();
        return squares;
    }
}
