package dev.krait.examples.wordcount;

import java.util.List;
import java.util.function.Consumer;

/** One group after the other, in the calling thread. */
record CountOneByOne() implements CountingWay {
    @Override
    public void count(List<FileGroup> groups, Tally total, Consumer<FileGroup> done) {
        for (FileGroup group : groups) {
            total.count(group);
            done.accept(group);
        }
    }
}
