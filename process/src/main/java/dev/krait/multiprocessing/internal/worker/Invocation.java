package dev.krait.multiprocessing.internal.worker;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.function.Function4;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.WireException;
import org.jspecify.annotations.Nullable;

/** Calls a decoded function with arguments that are still encoded. */
final class Invocation {
    private Invocation() {}

    @SuppressWarnings({"unchecked", "NullAway"}) // null is a value like any other for a function of the program
    static @Nullable Object call(@Nullable Object function, int arity, ValueDecoder arguments) throws Exception {
        return switch (arity) {
            case 0 -> {
                if (function instanceof Action action) {
                    action.run();
                    yield null;
                }
                yield ((Function0<Object>) as(Function0.class, function)).call();
            }
            case 1 -> ((Function1<Object, Object>) as(Function1.class, function)).apply(next(arguments));
            case 2 ->
                ((Function2<Object, Object, Object>) as(Function2.class, function))
                        .apply(next(arguments), next(arguments));
            case 3 ->
                ((Function3<Object, Object, Object, Object>) as(Function3.class, function))
                        .apply(next(arguments), next(arguments), next(arguments));
            case 4 ->
                ((Function4<Object, Object, Object, Object, Object>) as(Function4.class, function))
                        .apply(next(arguments), next(arguments), next(arguments), next(arguments));
            default -> throw new WireException("a task has " + arity + " arguments, more than any function takes");
        };
    }

    private static @Nullable Object next(ValueDecoder arguments) throws TaskLoop.UnreadableTask {
        try {
            return arguments.decode();
        } catch (Throwable e) {
            throw TaskLoop.UnreadableTask.because(e);
        }
    }

    private static <T> T as(Class<T> type, @Nullable Object function) {
        if (function == null) {
            throw new WireException("a task uses a function that was never sent");
        }
        return type.cast(function);
    }
}
