package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.QueueProxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Uses a map or a queue of a manager; calls, pairs of calls, or entries a second. */
final class ManagerRounds implements Side {
    private static final int KEYS = 1024;
    private static final int ENTRIES = 10_000;

    /** What a round does so many times. */
    private interface Work {
        void run(ManagerRounds rounds) throws Exception;
    }

    private final Manager manager;
    private final DictProxy<Integer, Integer> dict;
    private final QueueProxy<Integer> queue;
    private final Map<Integer, Integer> entries = new HashMap<>();
    private final Work work;
    private final double count;

    private ManagerRounds(Work work, double count) {
        this.work = work;
        this.count = count;
        try {
            manager = new Manager();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a manager started", e);
        }
        dict = manager.dict();
        queue = manager.queue();
        for (int i = 0; i < ENTRIES; i++) {
            entries.put(i, i);
        }
        dict.putAll(entries);
    }

    static ManagerRounds get(Scale scale) {
        int calls = scale.of(10_000);
        return new ManagerRounds(
                rounds -> {
                    int sum = 0;
                    for (int i = 0; i < calls; i++) {
                        sum += Objects.requireNonNull(rounds.dict.get(i % KEYS)) - i % KEYS;
                    }
                    WrongOutcomeException.check("the sum of differences", 0, sum);
                },
                calls);
    }

    static ManagerRounds set(Scale scale) {
        int calls = scale.of(10_000);
        return new ManagerRounds(
                rounds -> {
                    for (int i = 0; i < calls; i++) {
                        rounds.dict.set(i % KEYS, i % KEYS);
                    }
                },
                calls);
    }

    static ManagerRounds bulk(Scale scale) {
        int times = scale.of(20);
        return new ManagerRounds(
                rounds -> {
                    for (int i = 0; i < times; i++) {
                        rounds.dict.putAll(rounds.entries);
                    }
                    WrongOutcomeException.check("the entries", ENTRIES, rounds.dict.size());
                },
                times * (double) ENTRIES);
    }

    static ManagerRounds putGet(Scale scale) {
        int pairs = scale.of(5_000);
        return new ManagerRounds(
                rounds -> {
                    for (int i = 0; i < pairs; i++) {
                        rounds.queue.put(i);
                        WrongOutcomeException.check("the item", i, rounds.queue.get());
                    }
                },
                pairs);
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        work.run(this);
        return count / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        manager.close();
    }
}
