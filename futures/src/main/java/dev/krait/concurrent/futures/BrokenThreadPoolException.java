package dev.krait.concurrent.futures;

/**
 * The initializer of a {@link ThreadPoolExecutor}'s worker failed: what was queued fails with this, and every later
 * submission throws it.
 *
 * <p>Mirrors Python's {@code concurrent.futures.thread.BrokenThreadPool}. The cause is what the initializer threw.
 */
public class BrokenThreadPoolException extends BrokenExecutorException {
    private static final long serialVersionUID = 1L;

    /** The name of the worker whose initializer failed. */
    private final String worker;

    /**
     * The initializer of a worker failed.
     *
     * @param executor the executor's name
     * @param worker the name of the worker thread
     * @param cause what the initializer threw
     */
    public BrokenThreadPoolException(String executor, String worker, Throwable cause) {
        super(
                executor,
                "the initializer of worker " + worker + " failed, so " + executor
                        + " is broken and runs no more tasks; make a new executor once the cause is mended",
                cause);
        this.worker = worker;
    }

    /**
     * The worker whose initializer failed.
     *
     * @return the name of its thread
     */
    public String worker() {
        return worker;
    }
}
