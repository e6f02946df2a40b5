package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import org.jspecify.annotations.Nullable;

/** How a call in a worker process ended. */
record ProcessOutcome(PoolOutcome outcome, CallReceiver receiver) implements CallOutcome {
    @Override
    public boolean failed() {
        return !(outcome instanceof PoolOutcome.Returned);
    }

    @Override
    public @Nullable Object produce() throws Throwable {
        return TaskResult.of(outcome, receiver::describe);
    }
}
