package dev.krait.multiprocessing.internal.pool;

import java.util.ArrayList;
import java.util.List;

/** What has to be done with workers once the pool's lock is released, because it writes to them. */
final class Afterwards {
    private final List<WorkerChannel> flushed = new ArrayList<>(2);
    private final List<WorkerChannel> retired = new ArrayList<>(0);
    private final List<Runnable> then = new ArrayList<>(0);

    void flush(WorkerChannel worker) {
        if (!flushed.contains(worker)) {
            flushed.add(worker);
        }
    }

    void retire(WorkerChannel worker) {
        retired.add(worker);
    }

    void then(Runnable action) {
        then.add(action);
    }

    void run() {
        for (int i = 0; i < flushed.size(); i++) {
            flushed.get(i).flush();
        }
        for (int i = 0; i < retired.size(); i++) {
            retired.get(i).retire();
        }
        then.forEach(Runnable::run);
    }
}
