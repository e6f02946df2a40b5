package dev.krait.benchmarks.work;

import dev.krait.function.Action;
import dev.krait.threading.Thread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that begin their work together: Krait's own on its side, the JDK's on the other. */
enum Crew {
    KRAIT {
        @Override
        Waiting start(Action work) {
            var thread = new Thread(work);
            thread.start();
            return thread::join;
        }
    },
    JDK {
        @Override
        Waiting start(Action work) {
            var thread = new java.lang.Thread(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            return thread::join;
        }
    };

    /** Starts a thread; what it throws is not its starter's business. */
    abstract Waiting start(Action work);

    /**
     * Runs work in a thread for each, all from the same moment.
     *
     * @return the nanoseconds until the last one ended
     */
    long together(List<? extends Action> works) throws Exception {
        var gate = new CountDownLatch(1);
        var waiting = new CountDownLatch(works.size());
        var failure = new AtomicReference<@Nullable Exception>();
        var threads = new ArrayList<Waiting>();
        for (Action work : works) {
            threads.add(start(() -> {
                waiting.countDown();
                gate.await();
                try {
                    work.run();
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        waiting.await();
        long start = System.nanoTime();
        gate.countDown();
        for (Waiting thread : threads) {
            thread.untilEnd();
        }
        long took = System.nanoTime() - start;
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return took;
    }

    /** Somebody's end to wait for. */
    @FunctionalInterface
    interface Waiting {
        void untilEnd() throws InterruptedException;
    }
}
