package dev.krait.concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A pool of processes can run no more tasks, or the worker of one task was lost.
 *
 * <p>Mirrors Python's {@code concurrent.futures.process.BrokenProcessPool}. Each future gets an instance of its own; the
 * cause has the facts about the lost worker.
 */
public class BrokenProcessPoolException extends BrokenExecutorException {
    private static final long serialVersionUID = 1L;

    /**
     * A pool of processes is broken.
     *
     * @param executor the executor's name
     * @param message what broke it
     * @param cause the failure that broke it, if there is one
     */
    public BrokenProcessPoolException(String executor, String message, @Nullable Throwable cause) {
        super(executor, message, cause);
    }
}
