package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Says to a server what needs no answer. A server that was stopped takes nothing in when its connection is full; whoever may
 * not wait for that leaves it to a thread that comes when it is needed and soon goes again.
 */
final class Teller implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final long IDLE_MILLIS = 200;
    private static final String NOTHING_TO_SAY = "a session that is closed has nothing to say";

    private final Line control;
    private final Runnable onLoss;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), Teller::newThread);

    /**
     * A teller.
     *
     * @param onLoss what is to be done when the server turns out to be gone
     */
    Teller(Line control, Runnable onLoss) {
        this.control = control;
        this.onLoss = onLoss;
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable body) {
        var thread = new Thread(body, "krait-manager-client");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Says it before this returns, unless the connection takes nothing in for that long.
     *
     * @return false if it is not said
     */
    boolean tellWithin(Duration patience, int what, long first, long second) {
        var said = new CountDownLatch(1);
        try {
            thread.execute(() -> {
                tell(what, first, second);
                said.countDown();
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.TRACE, NOTHING_TO_SAY, e);
            return true;
        }
        return await(patience, said::await);
    }

    private void tell(int what, long first, long second) {
        var message = new ByteWriter(32);
        message.putByte(what);
        message.putUnsigned(first);
        message.putUnsigned(second);
        try {
            control.sendUninterrupted(message);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a manager that is gone counts nothing any more; the next call will say so", e);
            onLoss.run();
        }
    }

    /** Says it soon, after what is to be said before; does not wait. */
    void later(int what, long first, long second) {
        try {
            thread.execute(() -> tell(what, first, second));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.TRACE, NOTHING_TO_SAY, e);
        }
    }

    /** Waits until all is said, or the time is over, which an interrupt does not shorten. */
    void finish(Duration timeout) {
        thread.shutdown();
        var unused = await(timeout, thread::awaitTermination);
    }

    /** Waits until something is so, or the time is over, which an interrupt does not shorten. */
    private static boolean await(Duration timeout, Awaited awaited) {
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        try {
            while (true) {
                try {
                    return awaited.within(timeout.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Awaited {
        boolean within(long time, TimeUnit unit) throws InterruptedException;
    }

    /** Says no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
