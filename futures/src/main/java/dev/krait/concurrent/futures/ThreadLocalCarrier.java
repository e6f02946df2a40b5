package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries the value of a thread local, which it finds anew wherever it is: thread locals do not travel. */
final class ThreadLocalCarrier<S extends @Nullable Object> implements ContextCarrier<S> {
    private static final long serialVersionUID = 1L;

    private final Function0<ThreadLocal<S>> threadLocal;

    ThreadLocalCarrier(Function0<ThreadLocal<S>> threadLocal) {
        this.threadLocal = Objects.requireNonNull(threadLocal, "threadLocal");
    }

    @Override
    public S capture() {
        return find().get();
    }

    @Override
    public Undo install(S captured) {
        ThreadLocal<S> local = find();
        S before = local.get();
        local.set(captured);
        return () -> local.set(before);
    }

    private ThreadLocal<S> find() {
        try {
            return threadLocal.call();
        } catch (Exception e) {
            throw new IllegalStateException("the thread local to carry could not be found", e);
        }
    }
}
