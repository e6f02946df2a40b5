package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The context values of the thread that submitted a task, to be installed where the task runs. It travels when its
 * carriers and their values do.
 */
public final class ContextSnapshot implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Entry<?>[] entries;

    private ContextSnapshot(Entry<?>[] entries) {
        this.entries = entries;
    }

    private record Entry<S extends @Nullable Object>(ContextCarrier<S> carrier, S captured) implements Serializable {
        static <S extends @Nullable Object> Entry<S> capture(ContextCarrier<S> carrier) {
            return new Entry<>(carrier, carrier.capture());
        }

        ContextCarrier.Undo install() {
            return carrier.install(captured);
        }
    }

    static ContextSnapshot capture(List<ContextCarrier<?>> carriers) {
        return new ContextSnapshot(carriers.stream().map(Entry::capture).toArray(Entry<?>[]::new));
    }

    /**
     * Calls a function in this thread with the context installed, and takes the context away afterwards.
     *
     * @param <R> what the function returns
     * @param function what to call
     * @return what it returned
     * @throws Exception what it threw
     */
    public <R extends @Nullable Object> R call(Function0<R> function) throws Exception {
        return call(0, function);
    }

    private <R extends @Nullable Object> R call(int installed, Function0<R> function) throws Exception {
        if (installed == entries.length) {
            return function.call();
        }
        try (ContextCarrier.Undo unused = entries[installed].install()) {
            return call(installed + 1, function);
        }
    }
}
