package dev.krait.docs.tutorial;

import dev.krait.function.Args;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.WorkerLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pools of processes. */
final class Pools extends Chapter {
    Pools(List<String> printed) {
        super(printed);
    }

    // region cube
    static int cube(int n) {
        return n * n * n;
    }
    // endregion

    void map() throws Exception {
        // region map
        try (var pool = new Pool(2)) {
            print(pool.map(Pools::cube, List.of(1, 2, 3)));
            print(pool.apply(Pools::cube, 4));
            print(pool.starmap(Math::addExact, List.of(Args.of(1, 10), Args.of(2, 20))));
        }
        // endregion
    }

    static int slowly() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
        return 0;
    }

    void async() throws Exception {
        // region async
        try (var pool = new Pool(2)) {
            AsyncResult<Integer> quick = pool.applyAsync(Pools::cube, 5);
            AsyncResult<Integer> slow = pool.applyAsync(() -> slowly());
            print(quick.get());
            try {
                slow.get(Duration.ofMillis(50));
            } catch (TimeoutException e) {
                print("no result yet");
            }
            pool.terminate();
        }
        // endregion
    }

    void imap() throws Exception {
        // region imap
        try (var pool = new Pool(2);
                var cubes = pool.imapUnordered(Pools::cube, List.of(1, 2, 3), 1)) {
            for (int cube : cubes) {
                print(cube);
            }
        }
        // endregion
    }

    void worker() throws Exception {
        // region lost
        try (var pool = new Pool(2)) {
            AsyncResult<Void> lost = pool.applyAsync(() -> Runtime.getRuntime().halt(9));
            AsyncResult<Integer> kept = pool.applyAsync(Pools::cube, 3);
            try {
                lost.get();
            } catch (WorkerLostException e) {
                print("lost one task, with exit code " + e.exitCode());
            }
            print(kept.get());
        }
        // endregion
    }

    void initializer() throws Exception {
        // region initializer
        String greeting = "good evening";
        PoolOptions options = PoolOptions.defaults()
                .withInitializer(() -> System.setProperty("greeting", greeting))
                .withMaxTasksPerChild(100);
        try (var pool = new Pool(1, options)) {
            print(pool.apply(() -> System.getProperty("greeting")));
        }
        // endregion
    }
}
