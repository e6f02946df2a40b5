package dev.krait.docs.porting;

import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.QueueOptions;
import java.util.List;
import java.util.TreeSet;

/** Queues between processes. */
final class ProcessQueueIdioms extends Idioms {
    ProcessQueueIdioms(List<String> printed) {
        super(printed);
    }

    // region work
    static void work(JoinableQueue<Integer> tasks, Queue<Integer> results) throws InterruptedException {
        for (int number : tasks.untilShutdown()) {
            results.put(number * number);
            tasks.taskDone();
        }
    }
    // endregion

    void work() throws Exception {
        // region work-use
        var tasks = new JoinableQueue<Integer>();
        var results = new Queue<Integer>();
        for (int i = 0; i < 2; i++) {
            new Process(() -> work(tasks, results)).start();
        }
        for (int number = 0; number < 3; number++) {
            tasks.put(number);
        }
        tasks.join();
        tasks.shutdown();
        var squares = new TreeSet<Integer>();
        results.drainTo(squares);
        print(squares);
        // endregion
    }

    void ends() throws Exception {
        var q = new Queue<String>();
        var limited = new JoinableQueue<Integer>(10);
        print(limited.maxsize());
        q.shutdown();
        q.cancelJoinThread();
        q.close();
        q.joinThread();
        var ending = new Queue<String>(QueueOptions.defaults().withEndOfStream());
        print(ending.empty());
    }
}
