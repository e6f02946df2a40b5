package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sends arrays through an executor of two processes and back; megabytes of payload a second, counted once. */
final class ExecutorEchoRounds implements Side {
    private final ProcessPoolExecutor executor = new ProcessPoolExecutor(2);
    private final List<byte[]> payloads;

    ExecutorEchoRounds(int count, int size) {
        payloads = IntStream.range(0, count)
                .mapToObj(i -> {
                    var payload = new byte[size];
                    Arrays.fill(payload, (byte) (i % 251));
                    return payload;
                })
                .toList();
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        var echoes = new ArrayList<byte[]>();
        try (var taken = executor.map(payload -> payload, payloads)) {
            while (taken.hasNext()) {
                echoes.add(taken.take());
            }
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the number of echoes", payloads.size(), echoes.size());
        long bytes = 0;
        for (int i = 0; i < payloads.size(); i++) {
            WrongOutcomeException.check(
                    "whether echo " + i + " is right", true, Arrays.equals(payloads.get(i), echoes.get(i)));
            bytes += payloads.get(i).length;
        }
        return bytes / (took / 1e9) / 1e6;
    }

    @Override
    public void close() {
        executor.close();
    }
}
