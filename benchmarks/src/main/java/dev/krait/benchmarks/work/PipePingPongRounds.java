package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;
import org.HdrHistogram.Histogram;

/** Sends 64 bytes to another process and waits for them to come back; microseconds of the middle round trip. */
final class PipePingPongRounds implements Side {
    private static final int SIZE = 64;

    private final Pool pool = new Pool(1);
    private final Connection parent;
    private final int turns;

    PipePingPongRounds(Scale scale) {
        turns = scale.of(5_000);
        var pipe = new Pipe();
        parent = pipe.parent();
        var child = pipe.child();
        pool.applyAsync(() -> {
            for (byte[] message = child.recvBytes(); message.length > 0; message = child.recvBytes()) {
                child.sendBytes(message);
            }
        });
    }

    @Override
    public double round() throws Exception {
        var times = new Histogram(3);
        var message = new byte[SIZE];
        for (int i = 0; i < turns; i++) {
            long start = System.nanoTime();
            parent.sendBytes(message);
            byte[] echo = parent.recvBytes();
            times.recordValue(System.nanoTime() - start);
            WrongOutcomeException.check("the echo's length", SIZE, echo.length);
        }
        return times.getValueAtPercentile(50) / 1e3;
    }

    @Override
    public void close() throws InterruptedException {
        parent.close();
        pool.terminate();
        pool.join();
    }
}
