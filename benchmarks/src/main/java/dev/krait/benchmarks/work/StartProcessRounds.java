package dev.krait.benchmarks.work;

import static java.util.Objects.requireNonNull;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.StartMethod;

/** Starts a process that does nothing; milliseconds until it has ended, or until the end of its target is known. */
final class StartProcessRounds implements Side {
    private final StartMethod method;
    private final boolean untilItsEnd;

    private StartProcessRounds(StartMethod method, boolean untilItsEnd) {
        this.method = method;
        this.untilItsEnd = untilItsEnd;
        Spare.preload(StartProcessRounds.class);
    }

    static StartProcessRounds untilItsEnd(StartMethod method) {
        return new StartProcessRounds(method, true);
    }

    static StartProcessRounds untilTheTargetsEnd(StartMethod method) {
        return new StartProcessRounds(method, false);
    }

    @Override
    public double round() throws Exception {
        Spare.await(method);
        Process process = Multiprocessing.getContext(method).process(() -> {});
        long start = System.nanoTime();
        process.start();
        if (untilItsEnd) {
            process.join();
        } else {
            process.joinOrThrow();
        }
        long took = System.nanoTime() - start;
        process.join();
        WrongOutcomeException.check("the exit code", 0, requireNonNull(process.exitCode()));
        return took / 1e6;
    }

    @Override
    public void close() throws Exception {
        Multiprocessing.releaseSpares();
    }
}
