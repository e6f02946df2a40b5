package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import org.jspecify.annotations.Nullable;

/**
 * How a task's function is called: which of the function types it is. A class may implement several, so the shape
 * travels with the function.
 */
public enum CallShape {
    /** An {@link Action}; the result is null. */
    ACTION,
    /** A {@link Function0}. */
    FUNCTION0,
    /** A {@link Function1}. */
    FUNCTION1,
    /** A {@link Function2}. */
    FUNCTION2,
    /** A {@link Function3}. */
    FUNCTION3;

    /**
     * Calls a function of this shape, in this thread.
     *
     * @param function the function, of the type that this shape stands for
     * @param arguments as many arguments as the shape takes
     * @return what the function returned
     * @throws Exception what the function threw
     */
    @SuppressWarnings("unchecked")
    public @Nullable Object call(Object function, @Nullable Object... arguments) throws Exception {
        switch (this) {
            case ACTION -> {
                ((Action) function).run();
                return null;
            }
            case FUNCTION0 -> {
                return ((Function0<?>) function).call();
            }
            case FUNCTION1 -> {
                return ((Function1<@Nullable Object, ?>) function).apply(arguments[0]);
            }
            case FUNCTION2 -> {
                return ((Function2<@Nullable Object, @Nullable Object, ?>) function).apply(arguments[0], arguments[1]);
            }
            case FUNCTION3 -> {
                return ((Function3<@Nullable Object, @Nullable Object, @Nullable Object, ?>) function)
                        .apply(arguments[0], arguments[1], arguments[2]);
            }
        }
        throw new AssertionError("no such shape: " + this);
    }
}
