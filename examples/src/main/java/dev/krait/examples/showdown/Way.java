package dev.krait.examples.showdown;

import dev.krait.examples.shared.ThreadCrew;
import dev.krait.function.Function1;
import dev.krait.multiprocessing.Pool;
import dev.krait.queue.Queue;
import dev.krait.threading.ThreadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A way to apply a function to many items. All give the results in the order of the items. */
enum Way {
    ONE_BY_ONE {
        @Override
        <A, R> List<R> map(Function1<A, R> function, List<A> items, int workers) throws Exception {
            var results = new ArrayList<R>(items.size());
            for (A item : items) {
                results.add(function.apply(item));
            }
            return results;
        }
    },
    THREADS {
        @Override
        <A, R> List<R> map(Function1<A, R> function, List<A> items, int workers) throws Exception {
            return mapByCrew(function, items, workers, ThreadOptions.defaults());
        }
    },
    VIRTUAL_THREADS {
        @Override
        <A, R> List<R> map(Function1<A, R> function, List<A> items, int workers) throws Exception {
            return mapByCrew(function, items, workers, ThreadOptions.defaults().withVirtual(true));
        }
    },
    PROCESSES {
        @Override
        <A, R> List<R> map(Function1<A, R> function, List<A> items, int workers) throws Exception {
            var pool = new Pool(workers);
            try (pool) {
                return pool.map(function, items);
            } finally {
                pool.join();
            }
        }
    };

    /** Applies a function to all items by some workers. */
    abstract <A, R> List<R> map(Function1<A, R> function, List<A> items, int workers) throws Exception;

    /** What the workers are called. */
    String describe(int workers) {
        String kind = name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return this == ONE_BY_ONE ? kind : workers + " " + (workers == 1 ? singular(kind) : kind);
    }

    private static String singular(String kind) {
        return kind.endsWith("sses") ? kind.substring(0, kind.length() - 2) : kind.substring(0, kind.length() - 1);
    }

    private record Job<A>(int index, A item) {}

    private static <A, R> List<R> mapByCrew(Function1<A, R> function, List<A> items, int workers, ThreadOptions options)
            throws Exception {
        var jobs = new Queue<Job<A>>();
        for (int i = 0; i < items.size(); i++) {
            jobs.put(new Job<>(i, items.get(i)));
        }
        jobs.shutdown(); // No more will come, so the threads end when it is empty.
        // Each place is written by one thread, and all threads have ended before any is read.
        var results = new Object[items.size()];
        ThreadCrew.run(workers, options, jobs, () -> {
            for (Job<A> job : jobs.untilShutdown()) {
                results[job.index()] = function.apply(job.item());
                jobs.taskDone();
            }
        });
        @SuppressWarnings("unchecked") // The function made them.
        List<R> typed = (List<R>) Collections.unmodifiableList(java.util.Arrays.asList(results));
        return typed;
    }
}
