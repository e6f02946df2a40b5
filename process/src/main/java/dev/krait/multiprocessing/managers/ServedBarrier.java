package dev.krait.multiprocessing.managers;

import dev.krait.threading.Barrier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A barrier in its server. */
final class ServedBarrier implements BarrierProxy.Service {
    private final Barrier barrier;

    ServedBarrier(Barrier barrier) {
        this.barrier = barrier;
    }

    @Override
    public int await(@Nullable Duration timeout) throws InterruptedException {
        try {
            return timeout == null ? barrier.await() : barrier.await(timeout);
        } catch (InterruptedException e) {
            ServedSession session = Caller.current().session();
            if (session != null && session.isEnded()) {
                barrier.abort(); // Its process died: who still waits would wait for ever.
            }
            throw e;
        }
    }

    @Override
    public void reset() {
        barrier.reset();
    }

    @Override
    public void abort() {
        barrier.abort();
    }

    @Override
    public int parties() {
        return barrier.parties();
    }

    @Override
    public int nWaiting() {
        return barrier.nWaiting();
    }

    @Override
    public boolean isBroken() {
        return barrier.isBroken();
    }
}
