package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.Waitable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages in one direction inside this JVM: between two ends that are both here, or kept for an end that is on its way
 * to another process. Thread-safe.
 */
final class Strand implements Source, Sink {
    /** As much as a pipe of the system takes before its writer has to wait. */
    private static final long ROOM = 64 * 1024;

    /** What a message counts beyond its bytes, so that empty ones are bounded too. */
    private static final int COST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> messages = new ArrayDeque<>();

    @GuardedBy("lock")
    private final List<Runnable> wishes = new ArrayList<>();

    @GuardedBy("lock")
    private long size;

    @GuardedBy("lock")
    private boolean writerGone;

    @GuardedBy("lock")
    private boolean readerGone;

    @GuardedBy("lock")
    private boolean replaced;

    /** How often those who wait were asked to look up. */
    @GuardedBy("lock")
    private int disturbances;

    @Override
    public boolean put(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            int turn = disturbances;
            while (size >= ROOM && !replaced && !readerGone && !writerGone && turn == disturbances) {
                changed.await();
            }
            if (writerGone) {
                throw End.closedMeanwhile();
            }
            if (readerGone) {
                throw End.brokenPipe(null);
            }
            if (replaced || turn != disturbances) {
                return false;
            }
            add(Arrays.copyOfRange(bytes, offset, offset + length));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] take() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            int turn = disturbances;
            while (!settled() && turn == disturbances) {
                changed.await();
            }
            if (readerGone) {
                throw End.closedMeanwhile();
            }
            if (replaced || turn != disturbances) {
                return null;
            }
            byte[] message = messages.poll();
            if (message == null) {
                throw new EOFException(End.NO_MORE);
            }
            size -= message.length + COST;
            changed.signalAll();
            return message;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitReady(long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            int turn = disturbances;
            while (!settled() && turn == disturbances) {
                if (left <= 0) {
                    return false;
                }
                left = left == Long.MAX_VALUE ? awaitChange() : changed.awaitNanos(left);
            }
            if (readerGone) {
                throw End.closedMeanwhile();
            }
            return !replaced && turn == disturbances;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    private long awaitChange() throws InterruptedException {
        // Not for ever at once: the figure of years would overflow.
        changed.await(1, TimeUnit.DAYS);
        return Long.MAX_VALUE;
    }

    @GuardedBy("lock")
    private boolean settled() {
        return !messages.isEmpty() || writerGone || readerGone || replaced;
    }

    @Override
    public boolean isReady() {
        lock.lock();
        try {
            return settled();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Waitable.Watch whenReady(Runnable wakeUp) {
        lock.lock();
        try {
            if (!settled()) {
                wishes.add(wakeUp);
                return () -> forget(wakeUp);
            }
        } finally {
            lock.unlock();
        }
        wakeUp.run();
        return Watcher.GRANTED;
    }

    private void forget(Runnable wakeUp) {
        lock.lock();
        try {
            wishes.remove(wakeUp);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void add(byte[] message) {
        messages.add(message);
        size += message.length + COST;
        wake();
    }

    @GuardedBy("lock")
    private void wake() {
        changed.signalAll();
        wishes.forEach(Runnable::run);
        wishes.clear();
    }

    /** The end that takes from it is closed. */
    @Override
    public void close() {
        lock.lock();
        try {
            readerGone = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** The end that puts into it is closed; what was put can still be taken. */
    void closeWriter() {
        lock.lock();
        try {
            writerGone = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Lets those who wait look up and find that their end has moved. */
    void disturb() {
        lock.lock();
        try {
            disturbances++;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Puts messages without asking for room, as those of an end that moved. */
    void refill(List<byte[]> more) {
        lock.lock();
        try {
            for (byte[] message : more) {
                add(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The messages that wait, which stay. */
    List<byte[]> contents() {
        lock.lock();
        try {
            return List.copyOf(messages);
        } finally {
            lock.unlock();
        }
    }

    /** The next message without waiting; null, and then replaced by another transport, if there is none. */
    byte @Nullable [] pollOrReplace(Runnable replacement) {
        lock.lock();
        try {
            byte[] message = messages.poll();
            if (message == null) {
                replacement.run();
                replaced = true;
                wake();
                return null;
            }
            size -= message.length + COST;
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Hands all messages to a transport that takes the place of this one. */
    void replace(java.util.function.Consumer<List<byte[]>> replacement) {
        lock.lock();
        try {
            replacement.accept(List.copyOf(messages));
            messages.clear();
            size = 0;
            replaced = true;
            wake();
        } finally {
            lock.unlock();
        }
    }
}
