package dev.krait.concurrent.futures;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One entry in a future's list of those who want to hear of its end: a parked thread, a listener or a callback. */
abstract class Waiter {
    volatile @Nullable Waiter next;

    /** Whether nothing is left to do for this entry, so that it may be unlinked. */
    abstract boolean isSpent();

    /** Gives up: nothing will be done for this entry any more. */
    abstract void cancel();

    /** The future is done. May be called more than once and by several threads; only the first call does something. */
    abstract void signal();

    /** A thread that waits for the result. */
    static final class Parked extends Waiter {
        private volatile @Nullable Thread thread = Thread.currentThread();

        @Override
        boolean isSpent() {
            return thread == null;
        }

        @Override
        void cancel() {
            thread = null;
        }

        @Override
        void signal() {
            Thread parked = thread;
            if (parked != null) {
                thread = null;
                LockSupport.unpark(parked);
            }
        }
    }

    /** Code of this package that wakes others; it runs before any callback and must neither block nor throw. */
    static final class Listener extends Waiter {
        private final AtomicReference<@Nullable Runnable> action;

        Listener(Runnable action) {
            this.action = new AtomicReference<>(action);
        }

        @Override
        boolean isSpent() {
            return action.get() == null;
        }

        @Override
        void cancel() {
            action.set(null);
        }

        @Override
        void signal() {
            Runnable claimed = action.getAndSet(null);
            if (claimed != null) {
                claimed.run();
            }
        }
    }

    /** A callback of the user, which runs after every thread and listener has been woken. */
    static final class Callback<T extends @Nullable Object> extends Waiter {
        private final Future<T> future;
        private final AtomicReference<@Nullable Consumer<? super Future<T>>> action;

        Callback(Future<T> future, Consumer<? super Future<T>> action) {
            this.future = future;
            this.action = new AtomicReference<>(action);
        }

        @Override
        boolean isSpent() {
            return action.get() == null;
        }

        @Override
        void cancel() {
            action.set(null);
        }

        @Override
        void signal() {
            Consumer<? super Future<T>> claimed = action.getAndSet(null);
            if (claimed != null) {
                call(future, claimed);
            }
        }

        /** Calls back; what the callback throws is logged, so that it harms neither the next one nor the worker. */
        static <T extends @Nullable Object> void call(Future<T> future, Consumer<? super Future<T>> action) {
            try {
                action.accept(future);
            } catch (Throwable e) {
                Log.warning("a callback of " + future + " threw; the callbacks after it still run", e);
            }
        }
    }
}
