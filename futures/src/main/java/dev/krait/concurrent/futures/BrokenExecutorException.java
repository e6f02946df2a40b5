package dev.krait.concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor that can run no more tasks, and the failure of the futures that were still waiting in it.
 *
 * <p>Mirrors Python's {@code concurrent.futures.BrokenExecutor}. The cause says what broke it. An executor stays broken;
 * make a new one.
 */
public class BrokenExecutorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The name of the executor. */
    private final String executor;

    /**
     * An executor is broken.
     *
     * @param executor the executor's name
     * @param message what broke it
     * @param cause the failure that broke it, if there is one
     */
    public BrokenExecutorException(String executor, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.executor = executor;
    }

    /**
     * The executor that broke.
     *
     * @return its name, which its workers' names start with
     */
    public String executor() {
        return executor;
    }
}
