package dev.krait.threading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExceptHook} is told.
 *
 * <p>Mirrors Python's {@code threading.ExceptHookArgs}. An exception knows its class and its trace on the JVM, so two of
 * Python's four fields follow from the first.
 *
 * @param excValue what was thrown, Python's {@code exc_value}
 * @param thread the thread whose {@link Thread#run} threw it, if known
 */
public record ExceptHookArgs(Throwable excValue, @Nullable Thread thread) {
    /**
     * The class of what was thrown, Python's {@code exc_type}.
     *
     * @return its class
     */
    public Class<? extends Throwable> excType() {
        return excValue.getClass();
    }

    /**
     * Where it was thrown, innermost frame first, Python's {@code exc_traceback}.
     *
     * @return its trace
     */
    public List<StackTraceElement> excTraceback() {
        return List.of(excValue.getStackTrace());
    }
}
