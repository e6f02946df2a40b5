package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for several things at once. */
final class Readiness {
    private Readiness() {}

    static <T extends Waitable> List<T> await(List<? extends T> things, long nanos)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting");
        }
        long start = System.nanoTime();
        var bell = new Semaphore(0);
        while (true) {
            List<T> ready = ready(things);
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (!ready.isEmpty() || left <= 0) {
                return ready;
            }
            var watches = new ArrayList<Waitable.Watch>();
            try {
                for (T thing : things) {
                    watches.add(thing.whenReady(bell::release));
                }
                // Who runs out of time here looks once more, above.
                boolean rang = bell.tryAcquire(left, TimeUnit.NANOSECONDS);
                if (rang) {
                    bell.drainPermits();
                }
            } finally {
                watches.forEach(Waitable.Watch::close);
            }
        }
    }

    private static <T extends Waitable> List<T> ready(List<? extends T> things) throws IOException {
        var ready = new ArrayList<T>();
        for (T thing : things) {
            if (thing instanceof Connection connection) {
                connection.end().checkReading();
            } else if (thing instanceof Listener listener) {
                listener.checkOpen();
            }
            if (thing.isReady()) {
                ready.add(thing);
            }
        }
        return ready;
    }
}
