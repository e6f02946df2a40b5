package dev.krait.docs.porting;

import dev.krait.concurrent.futures.BrokenExecutorException;
import dev.krait.concurrent.futures.Executor;
import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.InvalidStateException;
import dev.krait.concurrent.futures.MapOptions;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.concurrent.futures.ProcessPoolOptions;
import dev.krait.concurrent.futures.ReturnWhen;
import dev.krait.concurrent.futures.TaskOptions;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.StartMethod;
import dev.krait.threading.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** Executors and futures: the lines of the table in their guide, and tasks that wait for each other. */
final class ExecutorIdioms extends Idioms {
    ExecutorIdioms(List<String> printed) {
        super(printed);
    }

    static int f(int a, int b) {
        return a + b;
    }

    void calls() throws Exception {
        int a = 3;
        int b = 4;
        List<Integer> xs = List.of(1, 2);
        List<Integer> ys = List.of(10, 20);
        try (var executor = new ThreadPoolExecutor(4)) {
            Future<Integer> future = executor.submit(ExecutorIdioms::f, a, b);
            Future<Integer> other = executor.submit(() -> f(a, b));
            print(future.result(Duration.ofSeconds(3)) + other.result());
            print(future.exception());
            print(future.running() + " " + future.done() + " " + future.cancelled());
            var options = MapOptions.defaults()
                    .withTimeout(Duration.ofSeconds(3))
                    .withChunkSize(50)
                    .withBufferSize(100);
            try (var sums = executor.map(ExecutorIdioms::f, xs, ys, options)) {
                print(sums.take());
            }
            List<Future<Integer>> fs = List.of(future, other);
            for (Future<Integer> done : Futures.asCompleted(fs)) {
                done.addDoneCallback(this::print);
            }
            print(Futures.await(fs, ReturnWhen.FIRST_COMPLETED).done().size());
            print(Futures.await(fs, ReturnWhen.FIRST_EXCEPTION).done().size());
            print(Futures.await(fs, ReturnWhen.ALL_COMPLETED).done().size());
            executor.shutdown(false, true);
        }
    }

    void context() throws Exception {
        var options = ProcessPoolOptions.defaults().withContext(Multiprocessing.getContext(StartMethod.SPAWN));
        try (var executor = new ProcessPoolExecutor(2, options)) {
            print(executor.submit(ExecutorIdioms::f, 1, 2).result());
            executor.terminateWorkers();
        }
        var executor = new ProcessPoolExecutor(1);
        executor.killWorkers();
        executor.close();
        print(executor.isTerminated());
    }

    void byHand() throws Exception {
        var future = new Future<String>();
        if (future.setRunningOrNotifyCancel()) {
            future.setResult("made by hand");
        }
        print(future.result());
        try {
            future.setResult("again");
        } catch (InvalidStateException e) {
            print("done already");
        }
        var failed = new Future<String>();
        failed.setException(new IOException("no paper"));
        print(failed.exception());
        var dropped = new Future<String>();
        dropped.cancel();
        try {
            dropped.result();
        } catch (CancellationException | TimeoutException | BrokenExecutorException e) {
            print(dropped.cancelled());
        }
    }

    // region deadlock-functions
    private Future<Integer> a;
    private Future<Integer> b;
    private final Event bothKnown = new Event();

    int waitOnB() throws Exception {
        bothKnown.await();
        return b.result(); // never: b waits for a
    }

    int waitOnA() throws Exception {
        bothKnown.await();
        return a.result(); // never: a waits for b
    }
    // endregion

    void deadlock() throws Exception {
        // region deadlock
        try (var executor = new ThreadPoolExecutor(2)) {
            a = executor.submit(() -> waitOnB());
            b = executor.submit(() -> waitOnA());
            bothKnown.set();
            a.cancel(true); // without this, both would wait for ever
            print(b.exception());
        }
        // endregion
    }

    // region behind-function
    static int waitOnFuture(Executor executor) throws Exception {
        Future<Integer> future = executor.submit(ExecutorIdioms::f, 5, 2);
        return future.result(); // never: the only worker is busy here
    }
    // endregion

    void behind() throws Exception {
        // region behind
        try (var executor = new ThreadPoolExecutor(1)) {
            Executor limited = executor.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(200)));
            Future<Integer> outer = limited.submit(() -> waitOnFuture(executor));
            try {
                print(outer.result());
            } catch (TimeoutException e) {
                print("it waited for what stood behind it");
            }
        }
        // endregion
    }
}
