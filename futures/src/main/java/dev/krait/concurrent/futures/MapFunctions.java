package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import java.io.IOException;
import java.io.Serializable;
import java.util.IdentityHashMap;

/** The functions of the maps that are going on: encoded once for all tasks of a map, and forgotten with the last of them. */
final class MapFunctions {
    private static final class Shared {
        final TaskFunction function;
        int tasks;

        Shared(TaskFunction function) {
            this.function = function;
        }
    }

    private final WorkerPool pool;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final IdentityHashMap<Object, Shared> functions = new IdentityHashMap<>();

    MapFunctions(WorkerPool pool) {
        this.pool = pool;
    }

    /** The function of one more task of a map; {@link #release} it when the task has ended. */
    TaskFunction share(Object job, Serializable function, int arity) throws IOException {
        synchronized (lock) {
            Shared shared = functions.get(job);
            if (shared == null) {
                shared = new Shared(pool.share(function, arity));
                functions.put(job, shared);
            }
            shared.tasks++;
            return shared.function;
        }
    }

    void release(Object job) {
        TaskFunction unused = null;
        synchronized (lock) {
            Shared shared = functions.get(job);
            if (shared != null && --shared.tasks == 0) {
                functions.remove(job);
                unused = shared.function;
            }
        }
        if (unused != null) {
            pool.forget(unused);
        }
    }
}
