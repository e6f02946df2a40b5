package dev.krait.docs.tutorial;

import dev.krait.queue.PriorityQueue;
import dev.krait.queue.Queue;
import dev.krait.queue.QueueEmptyException;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Queues between threads. */
final class Queues extends Chapter {
    Queues(List<String> printed) {
        super(printed);
    }

    void workers() throws Exception {
        // region workers
        var jobs = new Queue<Integer>(10);
        for (int i = 0; i < 3; i++) {
            var worker = new Thread(
                    () -> {
                        for (int job : jobs.untilShutdown()) {
                            print("done: " + job);
                            jobs.taskDone();
                        }
                    },
                    ThreadOptions.defaults().withDaemon(true));
            worker.start();
        }
        for (int job = 1; job <= 20; job++) {
            jobs.put(job);
        }
        jobs.join();
        print("all done");
        jobs.shutdown();
        // endregion
    }

    void timeouts() throws Exception {
        // region timeouts
        var queue = new Queue<String>();
        try {
            queue.get(Duration.ofMillis(10));
        } catch (QueueEmptyException e) {
            print("nothing yet");
        }
        // endregion
    }

    // region priority-item
    record Job(int priority, String what) {}
    // endregion

    void priority() throws Exception {
        // region priority
        var queue = new PriorityQueue<Job>(Comparator.comparingInt(Job::priority));
        queue.put(new Job(2, "clean"));
        queue.put(new Job(1, "cook"));
        print(queue.get().what());
        // endregion
    }
}
