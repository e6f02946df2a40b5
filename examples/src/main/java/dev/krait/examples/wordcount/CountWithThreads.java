package dev.krait.examples.wordcount;

import dev.krait.examples.shared.ThreadCrew;
import dev.krait.queue.Queue;
import dev.krait.threading.Lock;
import dev.krait.threading.ThreadOptions;
import java.util.List;
import java.util.function.Consumer;

/** Threads that take groups from a queue until there are no more: each counts for itself and adds up at the end. */
record CountWithThreads(int workers) implements CountingWay {
    @Override
    public void count(List<FileGroup> groups, Tally total, Consumer<FileGroup> done) throws Exception {
        var jobs = new Queue<FileGroup>();
        for (FileGroup group : groups) {
            jobs.put(group);
        }
        jobs.shutdown(); // No more will come, so the threads end when it is empty.
        var lock = new Lock();
        ThreadCrew.run(workers, ThreadOptions.defaults(), jobs, () -> {
            var mine = new Tally();
            for (FileGroup group : jobs.untilShutdown()) {
                mine.count(group);
                jobs.taskDone();
                try (var held = lock.hold()) {
                    done.accept(group);
                }
            }
            try (var held = lock.hold()) {
                total.add(mine);
            }
        });
    }
}
