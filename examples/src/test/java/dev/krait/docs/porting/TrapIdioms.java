package dev.krait.docs.porting;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import dev.krait.multiprocessing.Condition;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Value;
import dev.krait.threading.Event;
import dev.krait.threading.Thread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** What Java adds to the traps of porting. */
final class TrapIdioms extends Idioms {
    private final int rate = 3;

    TrapIdioms(List<String> printed) {
        super(printed);
    }

    void await() throws Exception {
        // region await
        var done = new Event();
        var worker = new Thread(() -> done.set());
        worker.start();
        done.await();
        // endregion
        worker.join();
        print(done.isSet());
    }

    @SuppressWarnings("WaitNotInLoop")
    void objectWait() throws Exception {
        var done = new Event();
        try {
            // region object-wait
            done.wait(); // compiles, and is Object.wait
            // endregion
        } catch (IllegalMonitorStateException e) {
            print("IllegalMonitorStateException");
        }
    }

    // region this
    int price(int amount) {
        return amount * rate;
    }

    List<Integer> pricesWrong(Pool pool) throws Exception {
        return pool.map(amount -> price(amount), List.of(1, 2)); // refused: captures this
    }
    // endregion

    // region this-right
    static int price(int amount, int rate) {
        return amount * rate;
    }

    List<Integer> pricesRight(Pool pool) throws Exception {
        int current = rate;
        return pool.map(amount -> price(amount, current), List.of(1, 2));
    }
    // endregion

    void capturedThis() throws Exception {
        try (var pool = new Pool(1)) {
            try {
                print(pricesWrong(pool));
            } catch (IllegalArgumentException e) {
                print(e.getMessage());
            }
            print(pricesRight(pool));
        }
    }

    // region checked
    static String firstLine(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).get(0);
    }

    static String firstLineOrNothing(Pool pool, String file) throws Exception {
        try {
            return pool.apply(TrapIdioms::firstLine, file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
    // endregion

    void checked() throws Exception {
        try (var pool = new Pool(1)) {
            print("'" + firstLineOrNothing(pool, "/no/such/file") + "'");
        }
    }

    // region unchecked
    static List<String> firstLines(List<String> files) {
        return files.stream()
                .map(file -> {
                    try {
                        return firstLine(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
    // endregion

    void futures() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            List<Future<String>> futures =
                    List.of(executor.submit(() -> "a"), executor.submit(TrapIdioms::firstLine, "/no/such/file"));
            // region failures
            List<Throwable> failures = new ArrayList<>();
            for (Future<String> future : futures) {
                Throwable failure = future.exception();
                if (failure != null) {
                    failures.add(failure);
                }
            }
            // endregion
            print(failures);
            print(joined(futures.subList(0, 1)));
        }
    }

    private static List<String> joined(List<Future<String>> futures) {
        // region joined
        List<String> lines = futures.stream()
                .map(Future::toCompletableFuture)
                .map(CompletableFuture::join)
                .toList();
        // endregion
        return lines;
    }

    static void store(String line) {
        System.setProperty("stored", line);
    }

    void nothing() throws Exception {
        try (var pool = new Pool(1)) {
            // region nothing
            pool.map(
                    line -> {
                        store(line);
                        return null;
                    },
                    List.of("a", "b"));
            pool.apply(() -> store("c")); // without an argument, nothing need be returned
            // endregion
            print(pool.apply(() -> System.getProperty("stored")));
        }
        // region nothing-submitted
        var stored = new ArrayList<Future<?>>();
        try (var executor = new ThreadPoolExecutor(2)) {
            for (String line : List.of("a", "b")) {
                stored.add(executor.submit(() -> store(line)));
            }
        }
        // endregion
        print(stored.get(1).result());
    }

    void changing() throws Exception {
        // region changing
        var count = new AtomicInteger();
        var thread = new Thread(() -> count.incrementAndGet());
        // endregion
        thread.start();
        thread.join();
        print(count);
    }

    void predicates() throws Exception {
        var changed = new Condition();
        // region predicate
        Value<Integer> value = Value.ofInt(3);
        try (var held = changed.hold()) {
            while (value.get() < 3) {
                changed.await();
            }
        }
        RawValue<Integer> raw = RawValue.ofInt(3);
        try (var held = changed.hold()) {
            changed.awaitFor(() -> raw.get() >= 3);
        }
        // endregion
        print(raw.get());
    }

    void closing() throws Exception {
        // region close
        Future<Integer> future;
        try (var executor = new ThreadPoolExecutor(2)) {
            future = executor.submit(() -> 6 * 7);
        } // waits here until all is done
        print(future.result());
        // endregion
    }
}
