package dev.krait.examples.ports;

import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.IMapIterator;
import dev.krait.multiprocessing.Pool;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Every way to give work to a pool, what becomes of errors, and waiting with a time limit. */
@Command(
        name = "pool-demo",
        description = {
            "Every way to give work to a pool, errors, and time limits.",
            "",
            "A port of the program with which Python's documentation shows what a pool can do.",
            "",
        },
        footer = "(in Python: multiprocessing.Pool, AsyncResult, IMapIterator)")
public final class PoolDemo implements Callable<Integer> {
    private static final int WORKERS = 3;
    private static final Duration GLIMPSE = Duration.ofMillis(20);
    private static final List<Integer> DIGITS = IntStream.range(0, 10).boxed().toList();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public PoolDemo() {}

    static String times(int a, int b) throws InterruptedException {
        dawdle();
        return a + " * " + b + " = " + a * b;
    }

    static String plus(int a, int b) throws InterruptedException {
        dawdle();
        return a + " + " + b + " = " + (a + b);
    }

    private static void dawdle() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(30));
    }

    /** Has no answer for 5. */
    static int share(int of) {
        return 100 / (of - 5);
    }

    static String slowly() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(400);
        return "worth the wait";
    }

    @Override
    public Integer call() throws Exception {
        try (var pool = new Pool(WORKERS)) {
            results(pool);
            errors(pool);
            patience(pool);
        }
        say("the pool is closed");
        return CommandLine.ExitCode.OK;
    }

    private void results(Pool pool) throws Exception {
        List<AsyncResult<String>> asked = new ArrayList<>();
        for (int i : DIGITS) {
            asked.add(pool.applyAsync(PoolDemo::times, i, 7));
            asked.add(pool.applyAsync(PoolDemo::plus, i, 8));
        }
        say("applyAsync, in the order asked:");
        for (AsyncResult<String> result : asked) {
            say("  " + result.get());
        }
        List<String> inOrder = drain(pool.imap(i -> times(i, 7), DIGITS));
        say("imap, in the order of the input:");
        inOrder.forEach(line -> say("  " + line));
        List<String> asReady = drain(pool.imapUnordered(i -> times(i, 7), DIGITS));
        say("imapUnordered, as they come: " + asReady.size());
        Collections.sort(asReady);
        say("  and sorted the same: " + asReady.equals(inOrder));
        say("map: " + pool.map(i -> i * i * i, DIGITS));
    }

    private static List<String> drain(IMapIterator<String> results) {
        List<String> lines = new ArrayList<>();
        results.forEachRemaining(lines::add);
        return lines;
    }

    private void errors(Pool pool) throws Exception {
        try {
            pool.apply(PoolDemo::share, 5);
        } catch (ArithmeticException e) {
            say("apply threw what the task threw: " + e.getMessage());
        }
        try {
            pool.map(PoolDemo::share, DIGITS);
        } catch (ArithmeticException e) {
            say("so did map");
        }
        List<Object> row = new ArrayList<>();
        try (var results = pool.imap(PoolDemo::share, DIGITS)) {
            while (results.hasNext()) {
                try {
                    row.add(results.take());
                } catch (ArithmeticException e) {
                    row.add("error");
                }
            }
        }
        say("imap goes on after an error: " + row);
    }

    private void patience(Pool pool) throws Exception {
        AsyncResult<String> result = pool.applyAsync(() -> slowly());
        askUntilThere("get(timeout)", () -> result.get(GLIMPSE));
        try (var results = pool.imap(number -> slowly(), List.of(1))) {
            askUntilThere("next(timeout)", () -> results.next(GLIMPSE));
        }
    }

    private void askUntilThere(String what, Callable<String> ask) throws Exception {
        boolean early = false;
        while (true) {
            try {
                String answer = ask.call();
                say(what + (early ? ": some looks too early" : ": no look too early") + ", then: " + answer);
                return;
            } catch (TimeoutException e) {
                early = true;
            }
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
