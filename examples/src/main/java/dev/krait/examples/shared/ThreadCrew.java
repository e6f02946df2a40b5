package dev.krait.examples.shared;

import dev.krait.function.Action;
import dev.krait.queue.Queue;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import java.util.ArrayList;

/** Threads that all do the same, usually to take jobs from a queue until it is shut down. */
public final class ThreadCrew {
    private ThreadCrew() {}

    /**
     * Starts threads and waits until they have ended. If one fails, the queue is emptied, so that the others end as well.
     *
     * @param size how many threads
     * @param options what kind of threads
     * @param jobs what they take their jobs from
     * @param work what each of them does
     * @throws InterruptedException if interrupted while waiting; the threads are interrupted, too
     * @throws Exception what the first one to fail threw
     */
    public static void run(int size, ThreadOptions options, Queue<?> jobs, Action work) throws Exception {
        var failures = new Queue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 1; i <= size; i++) {
            Action guarded = () -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    failures.put(e);
                    jobs.shutdown(true);
                }
            };
            threads.add(new Thread(guarded, options.withName("crew-" + i)));
        }
        try {
            for (Thread thread : threads) {
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } finally {
            for (Thread thread : threads) {
                if (thread.isAlive()) {
                    thread.interrupt();
                }
            }
        }
        if (!failures.empty()) {
            Throwable first = failures.getNowait();
            if (first instanceof Error error) {
                throw error;
            }
            throw (Exception) first;
        }
    }
}
