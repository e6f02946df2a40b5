package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A producer, a filter and a consumer, each in a process of its own, with pipes between them. */
@Command(
        name = "pipeline",
        description = {
            "A producer, a filter and a consumer in three processes.",
            "",
            "The first counts, the second lets primes through, and this one takes what arrives. A process that has nothing"
                    + " more to say ends, which ends its pipe, and so the next one ends too.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: multiprocessing.Process, Pipe(duplex=False), EOFError)")
public final class Pipeline implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--numbers",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How far the first one counts; by default ${DEFAULT-VALUE}.")
    private int numbers;

    /** Made by the command line. */
    public Pipeline() {}

    @Override
    public Integer call() throws Exception {
        Refusal.unless(numbers >= 1, spec, "--numbers must be at least 1, not " + numbers);
        int primes = 0;
        int last = 0;
        int until = numbers;
        try (var counted = new Pipe(false);
                var filtered = new Pipe(false)) {
            Connection toFilter = counted.sender();
            Connection fromProducer = counted.receiver();
            Connection toConsumer = filtered.sender();
            var producer = new Process(() -> count(until, toFilter), "producer");
            var filter = new Process(() -> letPrimesThrough(fromProducer, toConsumer), "filter");
            producer.start();
            filter.start();
            try {
                while (true) {
                    last = next(filtered.receiver());
                    primes++;
                }
            } catch (EOFException e) {
                producer.joinOrThrow();
                filter.joinOrThrow();
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Amounts.count(primes, "prime") + " up to " + Amounts.number(until)
                + (primes == 0 ? "" : ", the last of them " + Amounts.number(last)));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static void count(int until, Connection into) throws Exception {
        for (int number = 1; number <= until; number++) {
            into.send(number);
        }
    }

    private static void letPrimesThrough(Connection from, Connection into) throws Exception {
        try {
            while (true) {
                int number = next(from);
                if (isPrime(number)) {
                    into.send(number);
                }
            }
        } catch (EOFException e) {
            into.close();
        }
    }

    private static int next(Connection from) throws IOException, InterruptedException {
        return Objects.requireNonNull(from.recv(Integer.class), "a number, since nobody sends null");
    }

    private static boolean isPrime(int number) {
        if (number < 4) {
            return number > 1;
        }
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
