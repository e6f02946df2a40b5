package dev.krait.multiprocessing.internal.pool;

import java.io.Serial;

/** A pool can run no tasks; told to callers in terms of the public API they use. */
public final class BrokenPoolException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient PoolOutcome.Broken reason;

    BrokenPoolException(PoolOutcome.Broken reason) {
        super("this pool can run no tasks: " + reason.reason());
        this.reason = reason;
    }

    /** What broke it. */
    public PoolOutcome.Broken reason() {
        return reason;
    }
}
