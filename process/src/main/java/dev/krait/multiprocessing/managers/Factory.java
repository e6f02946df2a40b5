package dev.krait.multiprocessing.managers;

import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the objects of a registered type, in the server.
 *
 * @param function one of the functions that {@link BaseManager#register} takes
 * @param parameters how many arguments it takes
 */
record Factory(Serializable function, int parameters) implements Serializable {
    @SuppressWarnings("unchecked")
    @Nullable
    Object make(@Nullable Object[] arguments) throws Exception {
        if (arguments.length != parameters) {
            throw new IllegalArgumentException(
                    "its factory takes " + parameters + " arguments, not " + arguments.length);
        }
        return switch (parameters) {
            case 0 -> ((Function0<?>) function).call();
            case 1 -> ((Function1<@Nullable Object, ?>) function).apply(arguments[0]);
            default -> ((Function2<@Nullable Object, @Nullable Object, ?>) function).apply(arguments[0], arguments[1]);
        };
    }
}
