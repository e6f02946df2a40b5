package dev.krait.docs.failures;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.concurrent.futures.ProcessPoolOptions;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import dev.krait.concurrent.futures.ThreadPoolOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What goes wrong with executors and futures. */
final class FutureFailures {
    private static final Duration SHORT = Duration.ofMillis(10);

    private FutureFailures() {}

    static Provoked futures() throws Exception {
        var done = new Future<Integer>();
        done.setResult(1);
        var open = new Future<Integer>();
        Future<@Nullable Void> cancelled;
        try (var executor = new ThreadPoolExecutor(1)) {
            cancelled = executor.submit(() -> TimeUnit.DAYS.sleep(1));
            cancelled.cancel(true);
        }
        var failed = new Future<Integer>();
        failed.setException(new IOException("no such page"));
        return new Provoked()
                .by("a second result", () -> done.setResult(2))
                .by("`result` for too long", () -> open.result(SHORT))
                .by("the result of what was cancelled", cancelled::result)
                .by("the result of what failed", failed::result)
                .by("the same by Java's `get`", failed::get)
                .by(
                        "`asCompleted` for too long",
                        () -> Futures.asCompleted(List.of(done, open), SHORT).forEachRemaining(future -> {}));
    }

    static Provoked executors() throws Exception {
        var over = new ThreadPoolExecutor(1);
        over.close();
        var overToo = new ProcessPoolExecutor(1);
        overToo.close();
        var ending = new ProcessPoolExecutor(1);
        var brokenToo =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withInitializer(FutureFailures::connect));
        try (var broken = new ThreadPoolExecutor(
                        1, ThreadPoolOptions.defaults().withInitializer(FutureFailures::connect));
                ending;
                brokenToo) {
            var captured = new java.net.Socket();
            return new Provoked()
                    .by("an executor of no workers", () -> new ThreadPoolExecutor(0))
                    .by("a task after `shutdown`", () -> over.submit(() -> 1).result())
                    .by(
                            "a task for processes after `shutdown`",
                            () -> overToo.submit(() -> 1).result())
                    .by(
                            "a task for threads whose initializer failed",
                            () -> broken.submit(() -> 1).result())
                    .by(
                            "a task for processes whose initializer failed",
                            () -> brokenToo.submit(() -> 1).result())
                    .by(
                            "a task that captures what cannot travel",
                            () -> ending.submit(captured::close).result())
                    .by(
                            "a task that ends its worker",
                            () -> ending.submit(() -> System.exit(3)).result());
        }
    }

    private static void connect() throws IOException {
        throw new IOException("no database");
    }
}
