package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import dev.krait.threading.Thread;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A producer, several filters and a consumer, each in a process of its own, with queues between them. */
@Command(
        name = "pipeline",
        description = {
            "A producer, filters and a consumer in processes of their own.",
            "",
            "The first counts, the filters let primes through, and this one takes what arrives. The queues between them hold"
                    + " a hundred numbers each, so that a fast stage waits for a slow one.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: multiprocessing.Process, multiprocessing.Queue)")
public final class Pipeline implements Callable<Integer> {
    private static final int ROOM = 100;
    private static final int FARTHEST = 1_000_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--numbers",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How far the producer counts; by default ${DEFAULT-VALUE}.")
    private int numbers;

    @Option(
            names = "--filters",
            paramLabel = "N",
            description = "How many processes look for primes; by default one for each processor.")
    private int filters = Multiprocessing.cpuCount();

    /** Made by the command line. */
    public Pipeline() {}

    @Override
    public Integer call() throws Exception {
        Refusal.unlessUpTo(FARTHEST, spec, "--numbers", numbers);
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--filters", filters);
        int until = numbers;
        var counted = new Queue<Integer>(ROOM);
        var primes = new Queue<Integer>(ROOM);
        List<Process> stages = new ArrayList<>();
        stages.add(new Process(() -> count(until, counted), "producer"));
        for (int i = 1; i <= filters; i++) {
            stages.add(new Process(() -> letPrimesThrough(counted, primes), "filter-" + i));
        }
        for (Process stage : stages) {
            stage.start();
        }
        var closing = new Thread(() -> closeBehind(stages, counted, primes));
        closing.start();
        int found = 0;
        int greatest = 0;
        for (int prime : primes.untilShutdown()) {
            found++;
            greatest = Math.max(greatest, prime);
        }
        closing.join();
        for (Process stage : stages) {
            stage.joinOrThrow();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Amounts.count(found, "prime") + " up to " + Amounts.number(until)
                + (found == 0 ? "" : ", the greatest of them " + Amounts.number(greatest)));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** Ends a queue when those who fill it have ended, in whatever way, so that those who empty it end too. */
    private static void closeBehind(List<Process> stages, Queue<Integer> counted, Queue<Integer> primes)
            throws InterruptedException {
        stages.get(0).join();
        counted.shutdown();
        for (Process stage : stages) {
            stage.join();
        }
        primes.shutdown();
    }

    private static void count(int until, Queue<Integer> into) throws InterruptedException {
        for (int number = 1; number <= until; number++) {
            into.put(number);
        }
    }

    private static void letPrimesThrough(Queue<Integer> from, Queue<Integer> into) throws InterruptedException {
        for (int number : from.untilShutdown()) {
            if (isPrime(number)) {
                into.put(number);
            }
        }
    }

    private static boolean isPrime(int number) {
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return number > 1;
    }
}
