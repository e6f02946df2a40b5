package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;

/** Makes blocks of shared memory, touches their ends, and removes them; microseconds of each. */
final class SharedMemoryRounds implements Side {
    private final int count;
    private final int size;
    private final long roundNanos;

    SharedMemoryRounds(Scale scale, int size) {
        this.count = scale.of(100);
        this.size = size;
        this.roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return Blocks.fill(roundNanos, this::block) / count / 1e3;
    }

    private long block() throws Exception {
        long sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            try (var memory = SharedMemory.create(size)) {
                memory.put(0, (byte) 1);
                sum += memory.get(0) + memory.get(size - 1);
                memory.unlink();
            }
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the sum of what was read", (long) count, sum);
        return took;
    }
}
