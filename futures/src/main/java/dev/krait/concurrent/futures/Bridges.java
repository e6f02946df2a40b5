package dev.krait.concurrent.futures;

import com.google.common.util.concurrent.AbstractFuture;
import com.google.common.util.concurrent.ListenableFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Our futures as the futures of others; apart from {@link Future}, so that Guava is loaded only when asked for. */
final class Bridges {
    private Bridges() {}

    /** Takes an outcome over into a future of another kind. */
    private interface Sink<T extends @Nullable Object> {
        void cancelled();

        void returned(T value);

        void raised(Throwable exception);
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> source) {
        var target = new CompletableFuture<T>();
        var unused = target.whenComplete((value, exception) -> {
            if (target.isCancelled()) {
                source.cancel(true);
            }
        });
        source.addDoneCallback(done -> pour(done, new Sink<T>() {
            @Override
            public void cancelled() {
                target.cancel(false);
            }

            @Override
            public void returned(T value) {
                target.complete(value);
            }

            @Override
            public void raised(Throwable exception) {
                target.completeExceptionally(exception);
            }
        }));
        return target;
    }

    static <T extends @Nullable Object> ListenableFuture<T> toListenableFuture(Future<T> source) {
        var target = new Listenable<>(source);
        source.addDoneCallback(done -> pour(done, target));
        return target;
    }

    /** A Guava future that passes cancellation back. */
    private static final class Listenable<T extends @Nullable Object> extends AbstractFuture<T> implements Sink<T> {
        private final Future<T> source;

        Listenable(Future<T> source) {
            this.source = source;
        }

        @Override
        public void cancelled() {
            cancel(false);
        }

        @Override
        public void returned(T value) {
            set(value);
        }

        @Override
        public void raised(Throwable exception) {
            setException(exception);
        }

        @Override
        protected void afterDone() {
            if (isCancelled()) {
                source.cancel(wasInterrupted());
            }
        }
    }

    private static <T extends @Nullable Object> void pour(Future<T> done, Sink<T> sink) {
        T value;
        try {
            value = done.get();
        } catch (CancellationException e) {
            sink.cancelled();
            return;
        } catch (ExecutionException e) {
            sink.raised(e.getCause() == null ? e : e.getCause());
            return;
        } catch (InterruptedException e) {
            // Only a wait for another thread that decodes the same result can be interrupted.
            Thread.currentThread().interrupt();
            sink.raised(e);
            return;
        }
        sink.returned(value);
    }
}
