package dev.krait.docs.failures;

import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.IMapIterator;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.StartMethod;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** What goes wrong with processes and pools. */
final class ProcessFailures {
    private static final Duration SHORT = Duration.ofMillis(10);

    private ProcessFailures() {}

    static Provoked processes() throws Exception {
        var failing = new Process(ProcessFailures::read, "indexer");
        var leaving = new Process(() -> System.exit(3), "indexer");
        var running = new Process(ProcessFailures::waitForEver, "indexer");
        var socket = new Socket();
        for (Process process : List.of(failing, leaving, running)) {
            process.start();
        }
        failing.join();
        leaving.join();
        try (socket) {
            return new Provoked()
                    .by("joining a process before its start", new Process(() -> {}, "indexer")::join)
                    .by("starting a process again", running::start)
                    .by("closing a process that runs", running::close)
                    .by("`joinOrThrow` of a process whose target failed", failing::joinOrThrow)
                    .by("`joinOrThrow` of a process that exited by itself", leaving::joinOrThrow)
                    .by("choosing `fork`", () -> Multiprocessing.setStartMethod(StartMethod.FORK))
                    .by(
                            "`setStartMethod` for the second time, or after a process was started",
                            () -> Multiprocessing.setStartMethod(StartMethod.SPAWN))
                    .by("starting a target that cannot travel", () -> new Process(socket::close, "indexer").start());
        } finally {
            running.kill();
            running.join();
        }
    }

    static Provoked pools() throws Exception {
        try (var pool = new Pool(1)) {
            pool.apply(() -> 1);
            var notes = new ByteArrayInputStream(new byte[1]);
            var closed = new Pool(1);
            closed.close();
            var provoked = new Provoked()
                    .by("a pool of no workers", () -> new Pool(0))
                    .by("a task that captures what cannot travel", () -> pool.apply(() -> notes.read()))
                    .by("an argument that cannot travel", () -> pool.map(Object::toString, List.of("a", notes), 1))
                    .by("a result that cannot travel", () -> pool.apply(() -> new ByteArrayInputStream(new byte[1])))
                    .by("a task that throws", () -> pool.apply(ProcessFailures::read))
                    .by("a task that throws what cannot travel", () -> pool.apply(ProcessFailures::failOddly))
                    .by("a task without enough memory", () -> pool.apply(ProcessFailures::takeTooMuch))
                    .by("a task that ends its worker", () -> pool.apply(() -> System.exit(3)))
                    .by("chunks of nothing", () -> pool.map(x -> x, List.of(1), 0))
                    .by("a task for a closed pool", () -> closed.apply(() -> 1));
            closed.join();
            AsyncResult<Integer> endless = pool.applyAsync(ProcessFailures::waitForEver);
            provoked.by("`get` for too long", () -> endless.get(SHORT))
                    .by("asking for success too early", endless::successful);
            try (IMapIterator<Integer> results = pool.imap(x -> x, List.of(1))) {
                provoked.by("`next` of `imap` for too long", () -> results.next(SHORT));
                endless.cancel();
            }
            return provoked.by("the result of what was cancelled", endless::get)
                    .by(
                            "a loop over the results of tasks that throw",
                            () -> pool.imap(x -> read(), List.of(1)).forEach(result -> {}))
                    .by("joining a pool that is open", pool::join);
        }
    }

    static Provoked initializer() {
        try (var pool = new Pool(1, PoolOptions.defaults().withInitializer(ProcessFailures::read))) {
            return new Provoked().by("a task for a pool whose initializer fails", () -> pool.apply(() -> 1));
        }
    }

    static int read() throws IOException {
        try (var orders = new FileInputStream("/var/orders/none")) {
            return orders.read();
        }
    }

    private static int failOddly() {
        throw new OddFailure();
    }

    private static int takeTooMuch() {
        return new long[Integer.MAX_VALUE - 8].length + new long[Integer.MAX_VALUE - 8].length;
    }

    static int waitForEver() throws InterruptedException {
        Thread.currentThread().join();
        return 0;
    }

    /** An exception that takes something along that cannot travel. */
    private static final class OddFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient int number = 1;

        @SuppressWarnings("serial")
        private final Object socket = new Socket();

        OddFailure() {
            super("order refused");
        }

        @Override
        public String getMessage() {
            return super.getMessage() + (socket.hashCode() == number ? "!" : "");
        }
    }
}
