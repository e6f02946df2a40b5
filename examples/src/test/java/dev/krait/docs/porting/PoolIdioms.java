package dev.krait.docs.porting;

import dev.krait.function.Args;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Context;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.StartMethod;
import dev.krait.multiprocessing.ThreadPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Pools. */
final class PoolIdioms extends Idioms {
    PoolIdioms(List<String> printed) {
        super(printed);
    }

    static int f(int x) {
        return x * x;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static void sleep() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }

    static void prepare(String greeting) {
        System.setProperty("greeting", greeting);
    }

    void calls() throws Exception {
        List<Integer> xs = IntStream.range(0, 5).boxed().toList();
        // region calls
        try (var pool = new Pool(2)) {
            AsyncResult<Integer> result = pool.applyAsync(PoolIdioms::f, 10);
            print(result.get(Duration.ofSeconds(60)));
            print(pool.map(PoolIdioms::f, xs));
            try (var it = pool.imap(PoolIdioms::f, xs)) {
                print(it.take());
                print(it.take(Duration.ofSeconds(60)));
            }
            AsyncResult<Void> slow = pool.applyAsync(() -> sleep());
            try {
                slow.get(Duration.ofMillis(10));
            } catch (TimeoutException e) {
                print("we lacked patience");
            }
            pool.terminate();
        }
        // endregion
    }

    void more() throws Exception {
        List<Integer> xs = List.of(1, 2, 3);
        var pool = new Pool(2);
        print(pool.apply(PoolIdioms::f, 3));
        print(pool.apply(PoolIdioms::add, 3, 4));
        print(pool.apply(() -> add(3, 5)));
        print(pool.map(PoolIdioms::f, xs, 2));
        print(pool.map(x -> add(3, x), xs));
        print(pool.applyAsync(() -> add(3, 5)).get());
        print(pool.starmap(PoolIdioms::add, List.of(Args.of(1, 2), Args.of(3, 4))));
        for (int y : pool.imapUnordered(PoolIdioms::f, xs)) {
            print("imap " + y);
        }
        AsyncResult<List<Integer>> all = pool.mapAsync(PoolIdioms::f, xs);
        all.await();
        print(all.ready());
        print(all.successful());
        pool.applyAsync(PoolIdioms::f, 7, this::print, this::print);
        pool.close();
        pool.join();
    }

    void starmapAsync() throws Exception {
        var options = PoolOptions.defaults().withMaxTasksPerChild(10);
        Context context = Multiprocessing.getContext(StartMethod.SPAWN);
        try (var pool = context.pool(1, options)) {
            var sums = pool.starmapAsync(PoolIdioms::add, List.of(Args.of(1, 2), Args.of(3, 4)));
            print(sums.get());
            AsyncResult<Long> pid =
                    pool.applyAsync(() -> ProcessHandle.current().pid());
            print(pid.get() == ProcessHandle.current().pid());
        }
    }

    void options() throws Exception {
        var options =
                PoolOptions.defaults().withInitializer(() -> prepare("hello")).withMaxTasksPerChild(10);
        try (var pool = new Pool(1, options)) {
            print(pool.apply(() -> System.getProperty("greeting")));
        }
        try (var pool = new ThreadPool(2)) {
            print(pool.map(x -> x + 1, List.of(1, 2)));
        }
        try (var pool = Pool.inline()) {
            print(pool.apply(PoolIdioms::f, 4));
        }
    }
}
