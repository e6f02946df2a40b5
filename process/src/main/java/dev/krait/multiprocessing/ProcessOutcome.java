package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import org.jspecify.annotations.Nullable;

/** How a call in a worker process ended. */
record ProcessOutcome(PoolOutcome outcome, CallReceiver receiver) implements CallOutcome {
    /** The same in its shortest form. */
    static CallOutcome of(PoolOutcome outcome, CallReceiver receiver) {
        return outcome instanceof PoolOutcome.Returned returned
                        && returned.value().isDecoded()
                ? new CallOutcome.Value(returned.value().decoded())
                : new ProcessOutcome(outcome, receiver);
    }

    @Override
    public boolean failed() {
        return !(outcome instanceof PoolOutcome.Returned);
    }

    @Override
    public @Nullable Object produce() throws Throwable {
        return TaskResult.of(outcome, receiver::description);
    }
}
