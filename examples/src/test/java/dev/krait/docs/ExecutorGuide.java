package dev.krait.docs;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.MoreExecutors;
import dev.krait.concurrent.futures.BrokenProcessPoolException;
import dev.krait.concurrent.futures.CompletedFutures;
import dev.krait.concurrent.futures.ContextCarrier;
import dev.krait.concurrent.futures.Executor;
import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.MapOptions;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.concurrent.futures.ProcessPoolOptions;
import dev.krait.concurrent.futures.ReturnWhen;
import dev.krait.concurrent.futures.TaskGroup;
import dev.krait.concurrent.futures.TaskOptions;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import dev.krait.concurrent.futures.ThreadPoolOptions;
import dev.krait.concurrent.futures.WhenFull;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The code that the guide to executors shows, region by region. What it prints goes to a list that a test looks at. */
final class ExecutorGuide {
    private final List<String> printed;

    ExecutorGuide(List<String> printed) {
        this.printed = printed;
    }

    private void print(Object line) {
        printed.add(String.valueOf(line));
    }

    static String load(String url) throws IOException {
        if (url.contains("nonexistent")) {
            throw new IOException("no such host");
        }
        return "<html>" + url + "</html>";
    }

    static int square(int n) {
        return n * n;
    }

    static long slowly(long n) throws InterruptedException {
        TimeUnit.SECONDS.sleep(n);
        return n;
    }

    // region primes-function
    static boolean isPrime(long n) {
        if (n < 2 || n % 2 == 0) {
            return n == 2;
        }
        for (long i = 3; i * i <= n; i += 2) {
            if (n % i == 0) {
                return false;
            }
        }
        return true;
    }
    // endregion

    void submit() throws Exception {
        // region submit
        try (var executor = new ThreadPoolExecutor(1)) {
            Future<Double> future = executor.submit(() -> Math.pow(323, 1235));
            print(future.result());
        }
        // endregion
    }

    void urls() {
        var urls = List.of("http://www.python.org/", "http://nonexistent-subdomain.python.org/");
        // region urls
        try (var executor = new ThreadPoolExecutor(5)) {
            Map<Future<String>, String> futureToUrl = new LinkedHashMap<>();
            for (String url : urls) {
                futureToUrl.put(executor.submit(ExecutorGuide::load, url), url);
            }
            for (Future<String> future : Futures.asCompleted(futureToUrl.keySet())) {
                String url = futureToUrl.get(future);
                try {
                    print(url + " page is " + future.result().length() + " characters");
                } catch (Exception e) {
                    print(url + " generated an exception: " + e.getMessage());
                }
            }
        }
        // endregion
    }

    void primes() throws Exception {
        // region primes
        var numbers = List.of(112272535095293L, 112582705942171L, 115280095190773L, 115797848077099L);
        try (var executor = new ProcessPoolExecutor();
                var results = executor.map(ExecutorGuide::isPrime, numbers)) {
            for (long number : numbers) {
                print(number + " is prime: " + results.take());
            }
        }
        // endregion
    }

    void map() {
        // region map
        try (var executor = new ThreadPoolExecutor(4)) {
            for (int total : executor.map(Math::addExact, List.of(1, 2, 3), List.of(10, 20, 30))) {
                print(total);
            }
        }
        // endregion
    }

    void mapWithTimeout() throws Exception {
        try (var executor = new ThreadPoolExecutor(2)) {
            // region map-timeout
            var options = MapOptions.defaults().withTimeout(Duration.ofMillis(100));
            try (var results = executor.map(ExecutorGuide::slowly, List.of(0L, 60L, 60L), options)) {
                while (results.hasNext()) {
                    print(results.take());
                }
            } catch (TimeoutException e) {
                print("too slow");
            }
            // endregion
            executor.asExecutorService().shutdownNow();
        }
    }

    void mapLazily(Iterable<Integer> manyItems) throws Exception {
        // region map-buffer
        var options = MapOptions.defaults().withBufferSize(1000).withChunkSize(50);
        try (var executor = new ProcessPoolExecutor(2);
                var results = executor.map(ExecutorGuide::square, manyItems, options)) {
            long sum = 0;
            while (results.hasNext()) {
                sum += results.take();
            }
            print(sum);
        }
        // endregion
    }

    void asCompleted() throws Exception {
        try (var executor = new ThreadPoolExecutor(2)) {
            List<Future<Long>> futures =
                    List.of(executor.submit(ExecutorGuide::slowly, 0L), executor.submit(ExecutorGuide::slowly, 60L));
            // region as-completed-timeout
            try (CompletedFutures<Future<Long>> completed = Futures.asCompleted(futures, Duration.ofMillis(300))) {
                while (completed.hasNext()) {
                    print(completed.take().result());
                }
            } catch (TimeoutException e) {
                print(e.getMessage());
            }
            // endregion
            executor.asExecutorService().shutdownNow();
        }
    }

    void await() throws Exception {
        try (var executor = new ThreadPoolExecutor(2)) {
            List<Future<Long>> futures =
                    List.of(executor.submit(ExecutorGuide::slowly, 0L), executor.submit(ExecutorGuide::slowly, 60L));
            // region wait
            var both = Futures.await(futures, Duration.ofSeconds(30), ReturnWhen.FIRST_COMPLETED);
            for (Future<Long> future : both.done()) {
                print(future.result());
            }
            print(both.notDone().size() + " still running");
            // endregion
            executor.asExecutorService().shutdownNow();
        }
    }

    void callback() {
        // region callback
        try (var executor = new ThreadPoolExecutor(1)) {
            Future<Integer> future = executor.submit(ExecutorGuide::square, 7);
            future.addDoneCallback(done -> print("done: " + done));
        }
        // endregion
    }

    void exceptions() throws Exception {
        // region exceptions
        try (var executor = new ProcessPoolExecutor(1)) {
            Future<String> future = executor.submit(ExecutorGuide::load, "http://nonexistent/");
            try {
                print(future.result());
            } catch (IOException e) {
                print("as if called here: " + e.getMessage());
            }
            Throwable failure = future.exception();
            print(failure == null ? "none" : failure.getClass().getSimpleName());
        }
        // endregion
    }

    void lostWorker() throws Exception {
        // region lost-worker
        try (var executor = new ProcessPoolExecutor(2)) {
            Future<?> lost = executor.submit(() -> Runtime.getRuntime().halt(3));
            Future<Integer> kept = executor.submit(ExecutorGuide::square, 4);
            try {
                lost.result();
            } catch (BrokenProcessPoolException e) {
                print("only this one: " + e.getCause().getClass().getSimpleName());
            }
            print(kept.result());
        }
        // endregion
    }

    // region initializer-function
    private static final ThreadLocal<StringBuilder> BUFFER = ThreadLocal.withInitial(StringBuilder::new);

    static void prepare(String greeting) {
        BUFFER.get().append(greeting);
    }
    // endregion

    void initializer() throws Exception {
        // region initializer
        var options =
                ThreadPoolOptions.defaults().withThreadNamePrefix("greeter").withInitializer(() -> prepare("hello "));
        try (var executor = new ThreadPoolExecutor(1, options)) {
            print(executor.submit(() -> BUFFER.get() + Thread.currentThread().getName())
                    .result());
        }
        // endregion
    }

    void processOptions() throws Exception {
        // region process-options
        var options = ProcessPoolOptions.defaults()
                .withMaxTasksPerChild(100)
                .withInitializer(() -> System.setProperty("greeting", "hello"));
        try (var executor = new ProcessPoolExecutor(2, options)) {
            print(executor.submit(() -> System.getProperty("greeting")).result());
        }
        // endregion
    }

    void cancel() throws Exception {
        // region cancel
        try (var executor = new ThreadPoolExecutor(1)) {
            Future<Long> running = executor.submit(ExecutorGuide::slowly, 60L);
            Future<Long> queued = executor.submit(ExecutorGuide::slowly, 60L);
            print(queued.cancel());
            print(running.cancel(true));
        }
        // endregion
    }

    void shutdown() throws Exception {
        // region shutdown
        var executor = new ThreadPoolExecutor(1);
        Future<Integer> first = executor.submit(ExecutorGuide::square, 2);
        executor.shutdown(false);
        print(first.result());
        executor.shutdown(true, true);
        print(executor.isTerminated());
        // endregion
    }

    void taskOptions() {
        try (var executor = new ProcessPoolExecutor(1)) {
            // region task-options
            Executor careful = executor.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMillis(200))
                    .withRetries(2)
                    .withPriority(10));
            Future<Long> future = careful.submit(ExecutorGuide::slowly, 60L);
            try {
                print(future.result());
            } catch (TimeoutException e) {
                print("stopped, and its worker is free again");
            } catch (Exception e) {
                print("failed three times: " + e);
            }
            // endregion
        }
    }

    // region progress-function
    static int crawl(int pages) throws InterruptedException {
        for (int page = 0; page < pages; page++) {
            TimeUnit.MILLISECONDS.sleep(10);
            Futures.reportProgress();
        }
        return pages;
    }
    // endregion

    void progress() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            // region progress
            Executor watched = executor.with(TaskOptions.defaults().withProgressTimeout(Duration.ofSeconds(20)));
            print(watched.submit(ExecutorGuide::crawl, 30).result());
            // endregion
        }
    }

    // region context-values
    static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");
    // endregion

    void context() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            // region context
            Executor carrying =
                    executor.with(TaskOptions.defaults().withContext(ContextCarrier.ofThreadLocal(() -> USER)));
            USER.set("ada");
            print(carrying.submit(() -> USER.get()).result());
            // endregion
        } finally {
            USER.remove();
        }
    }

    void group() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            // region group
            try (var group = new TaskGroup(executor, Duration.ofSeconds(60))) {
                Future<Integer> four = group.submit(ExecutorGuide::square, 2);
                Future<Integer> nine = group.submit(ExecutorGuide::square, 3);
                group.join();
                print(four.result() + nine.result());
            }
            // endregion
        }
    }

    void backPressure(Iterable<String> urls) throws Exception {
        var pages = new ArrayList<Future<String>>();
        // region back-pressure
        var options = ThreadPoolOptions.defaults().withQueueCapacity(100, WhenFull.BLOCK);
        try (var executor = new ThreadPoolExecutor(8, options)) {
            for (String url : urls) {
                pages.add(executor.submit(ExecutorGuide::load, url));
            }
        }
        // endregion
        print(pages.size());
    }

    void unread() {
        // region unread
        Futures.setUnreadFailureHook(failure -> print("nobody looked at this: " + failure));
        // endregion
        Futures.setUnreadFailureHook(null);
    }

    void virtualThreads() throws Exception {
        // region virtual
        try (var executor =
                new ThreadPoolExecutor(1000, ThreadPoolOptions.defaults().withVirtualThreads())) {
            print(executor.submit(ExecutorGuide::square, 5).result());
        }
        // endregion
    }

    void bridges() throws Exception {
        // region bridges-out
        try (var executor = new ProcessPoolExecutor(2)) {
            ExecutorService service = executor.asExecutorService();
            Callable<Integer> task = (Callable<Integer> & java.io.Serializable) () -> square(6);
            print(service.invokeAny(List.of(task)));

            CompletableFuture<String> text = executor.submit(ExecutorGuide::square, 7)
                    .toCompletableFuture()
                    .thenApply(n -> "seven: " + n);
            print(text.get());
        }
        // endregion
        // region bridges-in
        ExecutorService existing = Executors.newCachedThreadPool();
        try (var executor = Executor.of(existing);
                var squares = executor.map(ExecutorGuide::square, List.of(1, 2, 3))) {
            while (squares.hasNext()) {
                print(squares.take());
            }
        }
        // endregion
    }

    void guava() {
        try (var executor = new ThreadPoolExecutor(1)) {
            // region guava
            com.google.common.util.concurrent.Futures.addCallback(
                    executor.submit(ExecutorGuide::square, 8).toListenableFuture(),
                    new FutureCallback<Integer>() {
                        @Override
                        public void onSuccess(Integer result) {
                            print("eight: " + result);
                        }

                        @Override
                        public void onFailure(Throwable failure) {
                            print(failure);
                        }
                    },
                    MoreExecutors.directExecutor());
            // endregion
        }
    }
}
