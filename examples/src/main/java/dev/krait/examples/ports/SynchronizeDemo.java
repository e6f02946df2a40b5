package dev.krait.examples.ports;

import dev.krait.multiprocessing.Array;
import dev.krait.multiprocessing.Condition;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Semaphore;
import dev.krait.multiprocessing.Value;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Processes that wait for each other and share values. */
@Command(
        name = "sync-demo",
        description = {
            "Values, conditions, semaphores and events between processes.",
            "",
            "A port of the program with which Python's documentation shows that processes synchronise as threads do.",
            "",
        },
        footer = "(in Python: multiprocessing.Value, Array, Condition, Semaphore, Event, Process.join)")
public final class SynchronizeDemo implements Callable<Integer> {
    private static final int CREW = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public SynchronizeDemo() {}

    @Override
    public Integer call() throws Exception {
        values();
        condition();
        semaphore();
        eventAndJoin();
        return CommandLine.ExitCode.OK;
    }

    private void values() throws Exception {
        Value<Integer> counter = Value.ofInt(0);
        Array<Double> squares = Array.doubles(CREW);
        List<Process> crew = new ArrayList<>();
        for (int i = 0; i < CREW; i++) {
            int number = i;
            crew.add(new Process(() -> countAndSquare(counter, squares, number)));
        }
        startAndJoin(crew);
        say("value: " + CREW + " processes counted to " + counter.get());
        say("array: " + squares.slice(0, CREW));
    }

    private static void countAndSquare(Value<Integer> counter, Array<Double> squares, int number)
            throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (var held = counter.hold()) {
                counter.set(counter.get() + 1);
            }
        }
        squares.set(number, (double) number * number);
    }

    /** Two processes take turns: the number says whose turn it is. */
    private void condition() throws Exception {
        var turned = new Condition();
        RawValue<Integer> turn = RawValue.ofInt(0);
        var other = new Process(() -> answerTwice(turned, turn));
        other.start();
        for (int round = 0; round < 2; round++) {
            try (var held = turned.hold()) {
                turn.set(1);
                turned.signalAll();
                turned.awaitFor(() -> turn.get() == 0);
            }
            say("condition: turn " + (round + 1) + " came back");
        }
        other.joinOrThrow();
    }

    private static void answerTwice(Condition turned, RawValue<Integer> turn) throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            try (var held = turned.hold()) {
                turned.awaitFor(() -> turn.get() == 1);
                turn.set(0);
                turned.signalAll();
            }
        }
    }

    private void semaphore() throws Exception {
        var permits = new Semaphore(CREW - 1);
        RawValue<Integer> inside = RawValue.ofInt(0);
        RawValue<Integer> most = RawValue.ofInt(0);
        List<Process> crew = new ArrayList<>();
        for (int i = 0; i < CREW; i++) {
            crew.add(new Process(() -> enterOften(permits, inside, most)));
        }
        startAndJoin(crew);
        say("semaphore: never more than " + (CREW - 1) + " inside: " + (most.get() < CREW));
    }

    private static void enterOften(Semaphore permits, RawValue<Integer> inside, RawValue<Integer> most)
            throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (var held = permits.hold()) {
                int now = inside.addAndGet(1);
                most.updateAndGet(before -> Math.max(before, now));
                inside.addAndGet(-1);
            }
        }
    }

    private void eventAndJoin() throws Exception {
        var go = new Event();
        var waiter = new Process(() -> go.await(), "waiter");
        waiter.start();
        say("join: it has " + (waiter.join(Duration.ofMillis(100)) ? "" : "not ") + "ended before the event");
        go.set();
        waiter.join();
        say("event: it has ended after it, with exit code " + waiter.exitCode());
    }

    private static void startAndJoin(List<Process> crew) throws Exception {
        for (Process process : crew) {
            process.start();
        }
        for (Process process : crew) {
            process.joinOrThrow();
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
