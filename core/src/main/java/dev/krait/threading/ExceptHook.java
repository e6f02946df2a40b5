package dev.krait.threading;

/**
 * What is told when {@link Thread#run} ends with an exception; see {@link Threading#setExcepthook}.
 *
 * <p>Mirrors the callable that Python keeps in {@code threading.excepthook}.
 */
@FunctionalInterface
public interface ExceptHook {
    /**
     * Deals with the failure, in the thread that failed.
     *
     * @param args what failed, and where
     * @throws Exception whatever goes wrong here; it goes to the thread's uncaught exception handler
     */
    void handle(ExceptHookArgs args) throws Exception;
}
