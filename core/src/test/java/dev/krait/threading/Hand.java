package dev.krait.threading;

import dev.krait.function.Function0;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A second thread that does one thing at a time and tells what came of it. */
final class Hand implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    <R> R does(Function0<R> call) throws Exception {
        return thread.submit(call::call).get();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
