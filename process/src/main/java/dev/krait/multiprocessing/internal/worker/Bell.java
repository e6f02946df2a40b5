package dev.krait.multiprocessing.internal.worker;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Rings for outcomes whose bell was put off.
 *
 * <p>While more short tasks wait, the task thread does not wake the parent for each of them. Should the next task turn out
 * to be a long one, this thread rings within a millisecond or two, so that no finished result waits for a running task.
 */
final class Bell extends Thread {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int IDLE_TICKS = 8;

    private final Outbox outbox;
    private volatile boolean putOff;
    private volatile boolean asleep;

    Bell(Outbox outbox) {
        super("krait-bell");
        setDaemon(true);
        this.outbox = outbox;
    }

    /** A bell that would be due is put off. */
    void putOff() {
        if (!putOff) {
            putOff = true;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }
    }

    @Override
    public void run() {
        int idle = 0;
        while (true) {
            if (idle >= IDLE_TICKS) {
                asleep = true;
                while (!putOff) {
                    LockSupport.park(this);
                }
                asleep = false;
                idle = 0;
            }
            LockSupport.parkNanos(this, TICK);
            if (putOff) {
                putOff = false;
                idle = 0;
                try {
                    outbox.ring();
                } catch (IOException parentIsGone) {
                    return;
                }
            } else {
                idle++;
            }
        }
    }
}
