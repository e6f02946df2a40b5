package dev.krait.benchmarks;

import dev.krait.benchmarks.report.Amounts;
import dev.krait.benchmarks.report.Columns;
import dev.krait.benchmarks.work.Growth;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how Krait's own cost grows. */
@Command(
        name = "grow",
        sortOptions = false,
        description = {
            "Measures how the cost of tasks in worker processes grows with their number, with the bytes that they carry,"
                    + " and with the number of workers. Takes some two minutes.",
            ""
        })
final class GrowCommand implements Callable<Integer> {
    private static final long MILLIS = 2000;
    private static final long QUICK_MILLIS = 100;
    private static final List<Integer> TASKS = List.of(100, 1000, 10_000, 100_000, 1_000_000);
    private static final List<Integer> BYTES =
            List.of(1, 64, 1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20);
    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--quick", description = "A first impression within half a minute.")
    private boolean quick;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help = new HelpOption();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + (quick ? "; quick: indicative only" : ""));
        try (var growth = new Growth(quick ? QUICK_MILLIS : MILLIS)) {
            show(out, tasks(growth));
            show(out, bytes(growth));
            show(out, workers(growth));
        }
        return 0;
    }

    private static void show(PrintWriter out, Columns table) {
        out.println();
        out.print(table);
        out.flush();
    }

    private static Columns tasks(Growth growth) throws Exception {
        var table = new Columns(List.of("tasks at once", "us each"));
        for (int tasks : TASKS) {
            table.add(List.of(Integer.toString(tasks), Amounts.shown(growth.microsOfTask(tasks))));
        }
        return table;
    }

    private static Columns bytes(Growth growth) throws Exception {
        var table = new Columns(List.of("bytes", "us there and back", "MB/s"));
        for (int bytes : BYTES) {
            double micros = growth.microsOfEcho(bytes);
            table.add(List.of(Integer.toString(bytes), Amounts.shown(micros), Amounts.shown(bytes / micros)));
        }
        return table;
    }

    private static Columns workers(Growth growth) throws Exception {
        var table = new Columns(List.of("workers", "tiny tasks/s", "primes, ms"));
        for (int workers : WORKERS) {
            table.add(List.of(
                    Integer.toString(workers),
                    Amounts.shown(growth.tasksPerSecond(workers)),
                    Amounts.shown(growth.millisOfPrimes(workers))));
        }
        return table;
    }
}
