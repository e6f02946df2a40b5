package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Carries a value that belongs to a thread, such as a user or a trace id, from whoever submits a task to whoever runs
 * it; see {@link TaskOptions#withContext}. Python's context variables do not travel to workers by themselves either.
 *
 * <p>For tasks that run in another process the carrier and what it captures must be serializable.
 *
 * @param <S> what it captures
 */
public interface ContextCarrier<S extends @Nullable Object> extends Serializable {
    /**
     * Takes the value from the thread that submits.
     *
     * @return the value
     */
    S capture();

    /**
     * Gives the value to the thread that runs the task.
     *
     * @param captured what was captured
     * @return what undoes it after the task; it is closed in the same thread
     */
    Undo install(S captured);

    /** Takes a context away from a thread again. */
    @FunctionalInterface
    interface Undo extends AutoCloseable {
        /** Puts back what was there before the task. */
        @Override
        void close();
    }

    /**
     * Carries the value of a thread local.
     *
     * @param <S> the value's type
     * @param threadLocal gives the thread local; a lambda that reads a static field works in other processes too
     * @return the carrier
     */
    static <S extends @Nullable Object> ContextCarrier<S> ofThreadLocal(Function0<ThreadLocal<S>> threadLocal) {
        return new ThreadLocalCarrier<>(threadLocal);
    }
}
