package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.EncodedValue;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;

/** A single call of a pool, on its way to an outcome. */
abstract class CallTask extends PoolTask {
    CallTask(TaskFunction function, byte[] body, int offset, int length) {
        super(function, body, offset, length);
    }

    /** Takes the outcome; on a thread that must not be held up. */
    abstract void settle(TaskOutcome outcome);

    @Override
    protected final void returned(EncodedValue value) {
        settle(new TaskOutcome.Returned(value, describe()));
    }

    @Override
    protected final void raised(RemoteFailure failure, long pid) {
        settle(new TaskOutcome.Raised(failure, pid, describe()));
    }

    @Override
    protected final void lost(WorkerLoss loss) {
        settle(new TaskOutcome.Lost(loss));
    }

    @Override
    protected final void abandoned(String reason) {
        settle(new TaskOutcome.Abandoned(reason));
    }
}
