package dev.krait.docs.tutorial;

import dev.krait.concurrent.futures.Executor;
import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.concurrent.futures.TaskOptions;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Executors and futures. */
final class Executors extends Chapter {
    Executors(List<String> printed) {
        super(printed);
    }

    // region either
    static int sumOfSquares(Executor executor) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            futures.add(executor.submit(n1 -> n1 * n1, n));
        }
        int sum = 0;
        for (Future<Integer> future : Futures.asCompleted(futures)) {
            sum += future.result();
        }
        return sum;
    }
    // endregion

    void either() throws Exception {
        // region both
        try (var threads = new ThreadPoolExecutor(4);
                var processes = new ProcessPoolExecutor(2)) {
            print(sumOfSquares(threads));
            print(sumOfSquares(processes));
        }
        // endregion
    }

    // region hangs
    static int hangs() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
        return 0;
    }
    // endregion

    void deadline() throws Exception {
        // region deadline
        try (var executor = new ProcessPoolExecutor(1)) {
            Executor patient = executor.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(100)));
            Future<Integer> future = patient.submit(() -> hangs());
            try {
                future.result();
            } catch (TimeoutException e) {
                print("stopped");
            }
            Future<Integer> next = executor.submit(() -> 6 * 7);
            print(next.result());
        }
        // endregion
    }
}
