package dev.krait.concurrent.futures;

import com.google.common.util.concurrent.ListenableFuture;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Our futures as the futures of others; apart from {@link Future}, so that Guava is loaded only when asked for. */
final class Bridges {
    private Bridges() {}

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> source) {
        var target = new CompletableFuture<T>();
        var unused = target.whenComplete((value, exception) -> {
            if (target.isCancelled()) {
                source.cancel(true);
            }
        });
        source.addDoneCallback(done -> pour(done, target));
        return target;
    }

    private static <T extends @Nullable Object> void pour(Future<T> done, CompletableFuture<T> target) {
        try {
            target.complete(done.get());
        } catch (CancellationException e) {
            target.completeExceptionally(e); // For a CompletableFuture that is to be cancelled, and it keeps the text.
        } catch (ExecutionException e) {
            target.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            // Only a wait for another thread that decodes the same result can be interrupted.
            Thread.currentThread().interrupt();
            target.completeExceptionally(e);
        }
    }

    static <T extends @Nullable Object> ListenableFuture<T> toListenableFuture(Future<T> source) {
        return new Listenable<>(source);
    }

    /** The same future with Guava's way to listen. */
    private record Listenable<T extends @Nullable Object>(Future<T> source) implements ListenableFuture<T> {
        @Override
        public void addListener(Runnable listener, java.util.concurrent.Executor executor) {
            Objects.requireNonNull(listener, "listener");
            Objects.requireNonNull(executor, "executor");
            source.addDoneCallback(done -> executor.execute(listener));
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return source.cancel(mayInterruptIfRunning);
        }

        @Override
        public boolean isCancelled() {
            return source.isCancelled();
        }

        @Override
        public boolean isDone() {
            return source.isDone();
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            return source.get();
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            return source.get(timeout, unit);
        }
    }
}
