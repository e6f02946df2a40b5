package dev.krait.examples.wordcount;

import dev.krait.examples.shared.ExampleFailure;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.queue.Queue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Worker processes that are sent groups and send back counts. If one is lost, the group that it was counting is given to
 * another as often as retries allow; the counts of all others stand.
 *
 * @param workers how many processes
 * @param retries how often a group that was lost is counted again
 * @param notes told of each group that is counted again
 */
record CountWithProcesses(int workers, int retries, Consumer<String> notes) implements CountingWay {
    /** Some more than are being counted, so that no worker waits for its next group. */
    private static final int GIVEN_PER_WORKER = 4;

    /** What became of a group. */
    private sealed interface Outcome {}

    private record Counted(FileGroup group, CountedFiles files) implements Outcome {}

    private record Failed(FileGroup group, Throwable reason) implements Outcome {}

    @Override
    public void count(List<FileGroup> groups, Tally total, Consumer<FileGroup> done) throws Exception {
        var pool = new Pool(workers);
        try {
            count(pool, groups, total, done);
            pool.close();
        } catch (Throwable e) {
            pool.terminate(); // What is still being counted is of no use any more.
            throw e;
        } finally {
            pool.join();
        }
    }

    private void count(Pool pool, List<FileGroup> groups, Tally total, Consumer<FileGroup> done) throws Exception {
        var outcomes = new Queue<Outcome>();
        var waiting = new ArrayDeque<>(groups);
        var retried = new HashMap<FileGroup, Integer>();
        for (int given = 0; given > 0 || !waiting.isEmpty(); given--) {
            // Only so many at a time, which bounds the counts that wait here to be added up.
            while (!waiting.isEmpty() && given < workers * GIVEN_PER_WORKER) {
                give(pool, waiting.remove(), outcomes);
                given++;
            }
            Outcome outcome = outcomes.get();
            if (outcome instanceof Counted counted) {
                total.add(counted.files());
                done.accept(counted.group());
            } else if (outcome instanceof Failed failed) {
                retryOrFail(failed, retried);
                waiting.addFirst(failed.group());
            }
        }
    }

    private static void give(Pool pool, FileGroup group, Queue<Outcome> outcomes) {
        pool.applyAsync(
                () -> Tally.of(group),
                counted -> outcomes.putNowait(new Counted(group, counted)),
                failure -> outcomes.putNowait(new Failed(group, failure)));
    }

    private void retryOrFail(Failed failed, Map<FileGroup, Integer> retried) throws ExampleFailure {
        FileGroup group = failed.group();
        if (!(failed.reason() instanceof WorkerLostException lost)) {
            throw new ExampleFailure("could not count " + group + ": " + failed.reason(), failed.reason());
        }
        int before = retried.getOrDefault(group, 0);
        if (before == retries) {
            throw new ExampleFailure(
                    "could not count " + group
                            + (before == 0 ? "" : ", given to " + (before + 1) + " workers one after the other") + ": "
                            + lost.getMessage() + (before == 0 ? "; --retries N would count it again" : ""),
                    lost);
        }
        retried.put(group, before + 1);
        notes.accept("worker process " + lost.pid() + " was lost while it counted " + group
                + ", which is counted again (retry " + (before + 1) + " of " + retries + ")");
    }
}
