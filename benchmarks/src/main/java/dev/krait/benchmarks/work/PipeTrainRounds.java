package dev.krait.benchmarks.work;

import static java.util.Objects.requireNonNull;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;

/** Sends a train of messages to another process, which says at its end how much came; megabytes a second, one way. */
final class PipeTrainRounds implements Side {
    private final Pool pool = new Pool(1);
    private final Connection parent;
    private final byte[] message;
    private final int count;

    PipeTrainRounds(int count, int size) {
        this.count = count;
        this.message = new byte[size];
        var pipe = new Pipe();
        parent = pipe.parent();
        var child = pipe.child();
        pool.applyAsync(() -> {
            long total = 0;
            for (byte[] received = child.recvBytes(); received.length > 0; received = child.recvBytes()) {
                total += received.length;
                if (received.length == 1) {
                    child.send(total);
                    total = 0;
                }
            }
        });
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            parent.sendBytes(message);
        }
        parent.sendBytes(new byte[1]);
        long total = (long) requireNonNull(parent.recv(), "the number of bytes");
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("what arrived", (long) count * message.length + 1, total);
        return total / (took / 1e9) / 1e6;
    }

    @Override
    public void close() throws InterruptedException {
        parent.close();
        pool.terminate();
        pool.join();
    }
}
