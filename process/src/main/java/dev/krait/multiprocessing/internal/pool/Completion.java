package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import org.jspecify.annotations.Nullable;

/** An answer of a worker: exactly one of a value and a failure. */
record Completion(
        long number, @Nullable EncodedValue value, @Nullable RemoteFailure failure) {
    void deliver(PoolTask task, long pid) {
        if (failure != null) {
            task.raised(failure, pid);
        } else if (value != null) {
            task.returned(value);
        }
    }
}
