package dev.krait.examples.wordcount;

import java.util.List;
import java.util.function.Consumer;

/** A way to have file groups counted; all give the same. */
interface CountingWay {
    /**
     * Counts groups and waits for the end.
     *
     * @param groups what to count
     * @param total where the counts go
     * @param done told of each group that was counted, one at a time
     * @throws InterruptedException if interrupted while waiting
     * @throws Exception if a group could not be counted
     */
    void count(List<FileGroup> groups, Tally total, Consumer<FileGroup> done) throws Exception;
}
