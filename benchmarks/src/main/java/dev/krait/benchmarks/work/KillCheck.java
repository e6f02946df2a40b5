package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Args;
import dev.krait.function.Args2;
import dev.krait.function.Function1;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.WorkerLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * That tasks are counted one by one: a worker is killed in the middle of a map, and that must cost exactly one item. Every
 * other item must have been run once, not twice, and not lost with the worker that it had been sent to.
 *
 * <p>The tasks keep the tally in a file that all of them write to, each at places of its own, since a map that has lost an
 * item tells only of that one.
 */
final class KillCheck {
    private final Pool pool;

    KillCheck(Pool pool) {
        this.pool = pool;
    }

    <T> void run(Function1<T, T> function, List<T> items) throws Exception {
        int victim = items.size() / 2;
        Path file = Files.createTempFile("benchmarks-tally-", ".bin");
        try {
            Files.write(file, new byte[TallyFile.sizeFor(items.size())]);
            String path = file.toString();
            var numbered = new ArrayList<Args2<Integer, T>>(items.size());
            for (int i = 0; i < items.size(); i++) {
                numbered.add(Args.of(i, items.get(i)));
            }
            expectLoss(
                    victim,
                    () -> pool.starmap(
                            (index, item) -> {
                                TallyFile tally = TallyFile.at(path);
                                tally.begin(index);
                                if (index == victim) {
                                    killThisProcess();
                                }
                                T result = function.apply(item);
                                tally.end(index);
                                return result;
                            },
                            numbered));
            checkTally(file, items.size(), victim);
        } finally {
            Files.delete(file);
        }
    }

    private static void expectLoss(int victim, Map map) throws Exception {
        try {
            map.run();
        } catch (WorkerLostException e) {
            String message = String.valueOf(e.getMessage());
            WrongOutcomeException.check(
                    "whether the loss names item " + victim + ": " + message,
                    true,
                    message.contains("item " + victim + " "));
            return;
        }
        throw new WrongOutcomeException("the map whose worker was killed lost no item");
    }

    private static void checkTally(Path file, int items, int victim) throws IOException, WrongOutcomeException {
        byte[] tally = Files.readAllBytes(file);
        for (int i = 0; i < items; i++) {
            WrongOutcomeException.check("how often item " + i + " was begun", 1, TallyFile.begun(tally, i));
            WrongOutcomeException.check(
                    "how often item " + i + " was ended", i == victim ? 0 : 1, TallyFile.ended(tally, i));
        }
    }

    /** Not by {@code halt}, which is still the JVM's own doing. */
    private static void killThisProcess() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start();
        new CountDownLatch(1).await();
    }

    private interface Map {
        Object run() throws Exception;
    }
}
