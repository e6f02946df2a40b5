package dev.krait.multiprocessing.internal.pool;

/** The first task of a worker, which makes it fit for others. */
final class InitializerTask extends PoolTask {
    private final String pool;
    private final WorkerEvents events;
    private final PoolEnd end;
    private final WorkerChannel worker;

    InitializerTask(
            String pool,
            WorkerEvents events,
            PoolEnd end,
            WorkerChannel worker,
            TaskFunction function,
            TaskEncoder encoded) {
        super(function, encoded.array(), 0, encoded.size());
        this.pool = pool;
        this.events = events;
        this.end = end;
        this.worker = worker;
    }

    @Override
    protected void settle(PoolOutcome outcome) {
        if (outcome instanceof PoolOutcome.Returned) {
            events.initialized(worker);
        } else if (outcome instanceof PoolOutcome.Raised raised) {
            end.breakDown(new PoolOutcome.Broken(
                    "its initializer failed in worker process " + raised.pid() + ": "
                            + raised.failure().type() + ": " + raised.failure().message(),
                    raised.failure(),
                    null));
        } else if (outcome instanceof PoolOutcome.Lost lost) {
            events.lostInInitializer(lost.loss());
        }
    }

    @Override
    protected String describe() {
        return "the initializer of " + pool;
    }
}
