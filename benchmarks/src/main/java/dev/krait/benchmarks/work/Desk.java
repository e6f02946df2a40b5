package dev.krait.benchmarks.work;

import dev.krait.concurrent.futures.Executor;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Where tasks are handed in, whoever made it. A side's JVM sees only one kind, so the compiler looks through this. */
interface Desk extends AutoCloseable {
    /** Hands in a task that adds one to a number. */
    Future<Integer> submit(int number);

    @Override
    void close();

    static Desk threads(int workers) {
        return of(new ThreadPoolExecutor(workers));
    }

    static Desk processes(int workers) {
        return of(new ProcessPoolExecutor(workers));
    }

    private static Desk of(Executor executor) {
        return new Desk() {
            @Override
            public Future<Integer> submit(int number) {
                return executor.submit(given -> given + 1, number); // A function and its argument, as in Python.
            }

            @Override
            public void close() {
                executor.close();
            }
        };
    }

    /** The JDK's own pool of threads. */
    static Desk jdk(int workers) {
        ExecutorService service = Executors.newFixedThreadPool(workers);
        return new Desk() {
            @Override
            public Future<Integer> submit(int number) {
                return service.submit(() -> number + 1);
            }

            @Override
            public void close() {
                service.shutdown();
            }
        };
    }
}
