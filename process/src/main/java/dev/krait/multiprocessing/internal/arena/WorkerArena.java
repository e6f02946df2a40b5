package dev.krait.multiprocessing.internal.arena;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The memory that one worker shares with its parent: which task is claimed, and the ring of outcomes that are committed.
 *
 * <p>Tasks of a worker are numbered from zero in the order in which they were sent. One word says which number may be
 * claimed next. The worker claims a task by moving the word one up; the parent takes back everything unclaimed by moving
 * it past all that was sent. Both do so by compare-and-set, so a task is run or taken back and never both, and the parent
 * needs no answer from a worker that is stopped or dead.
 *
 * <p>An outcome is in the ring before the worker claims another task. So after a death: what is in the ring is kept, the
 * one task that is claimed without an outcome is the one to blame, all else was never begun.
 *
 * <p>The ring is a stream of bytes with one writer (the worker, under its own lock) and one reader (the parent's reader
 * thread). Positions only grow; each stands on a cache line of its own.
 */
public final class WorkerArena {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int NEXT = 64;
    private static final int HEAD = 128;
    private static final int TAIL = 192;
    private static final int READER_ASLEEP = 256;
    private static final int SPACE_WANTED = 320;
    private static final int SEGMENTS = 384;
    private static final int PASSED_OVER = 448;
    private static final int RING = 512;

    /** How many segments of its own a worker can have filled and not yet read by the parent. */
    public static final int SEGMENT_SLOTS = 16;

    private final ByteBuffer memory;
    private final int capacity;

    /** Worker, under its own lock: where it writes next, and how far the parent had read when that was looked at last. */
    private long head;

    private long tailSeen;

    private WorkerArena(ByteBuffer memory) {
        this.memory = memory;
        this.memory.order(ByteOrder.nativeOrder());
        this.capacity = memory.capacity() - RING;
        this.head = (long) WORD.get(memory, HEAD);
        this.tailSeen = (long) WORD.getAcquire(memory, TAIL);
    }

    /**
     * Makes the memory of a new worker.
     *
     * @param file a file that does not exist yet
     * @param ringBytes the room for outcomes, a power of two
     * @throws IOException if there is no room for it; nothing is left behind mapped
     */
    public static WorkerArena create(Path file, int ringBytes) throws IOException {
        // Zeros are written, not just the length set: a page that a full tmpfs cannot give would kill the JVM later.
        // By a stream, which pays no heed to interrupts.
        Files.write(file, new byte[RING + ringBytes], StandardOpenOption.CREATE_NEW);
        return open(file);
    }

    /** Opens the memory that the parent made. */
    public static WorkerArena open(Path file) throws IOException {
        return Uninterrupted.make(
                new Uninterrupted.Attempt<>() { // No lambda: this lies on the way of a young JVM.
                    @Override
                    public WorkerArena make() throws IOException {
                        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                            return new WorkerArena(map(channel));
                        }
                    }
                });
    }

    private static ByteBuffer map(FileChannel channel) throws IOException {
        ForeignMappings foreign = ForeignMappings.get();
        return foreign == null
                ? channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size())
                : foreign.map(channel, 0, channel.size(), foreign.openForCollector());
    }

    /** Worker: claims a task to run it; false if the parent has taken it back. */
    public boolean claim(long number) {
        return WORD.compareAndSet(memory, NEXT, number, number + 1);
    }

    /** Parent: which number may be claimed next; all below it are claimed or were taken back. */
    public long nextClaim() {
        return (long) WORD.getAcquire(memory, NEXT);
    }

    /**
     * Parent: takes back every task that is not claimed.
     *
     * @param sent how many tasks were sent so far
     * @return the first number taken back, {@code sent} if there was none
     */
    public long recall(long sent) {
        return (long) WORD.getAndSet(memory, NEXT, sent);
    }

    /**
     * Worker: commits one or more whole frames.
     *
     * @return false if the ring has not enough room now
     */
    public boolean commit(byte[] frames, int offset, int length) {
        if (head + length - tailSeen > capacity) {
            tailSeen = (long) WORD.getAcquire(memory, TAIL);
            if (head + length - tailSeen > capacity) {
                return false;
            }
        }
        int at = (int) (head & (capacity - 1));
        int first = Math.min(length, capacity - at);
        memory.put(RING + at, frames, offset, first);
        if (first < length) {
            memory.put(RING, frames, offset + first, length - first);
        }
        head += length;
        WORD.setRelease(memory, HEAD, head);
        return true;
    }

    /** How many bytes the ring can hold, and so a little more than the longest frame. */
    public int capacity() {
        return capacity;
    }

    /** Worker: whether more than half of the ring waits to be read. */
    public boolean halfFull() {
        if (head - tailSeen > capacity / 2) {
            tailSeen = (long) WORD.getAcquire(memory, TAIL);
        }
        return head - tailSeen > capacity / 2;
    }

    /** Parent: how many committed bytes wait in the ring. */
    public int available() {
        return (int) ((long) WORD.getAcquire(memory, HEAD) - (long) WORD.get(memory, TAIL));
    }

    /** Parent: takes committed bytes out of the ring; together they are whole frames. */
    public void drain(byte[] into, int offset, int length) {
        long tail = (long) WORD.get(memory, TAIL);
        int at = (int) (tail & (capacity - 1));
        int first = Math.min(length, capacity - at);
        memory.get(RING + at, into, offset, first);
        memory.get(RING, into, offset + first, length - first);
        WORD.setRelease(memory, TAIL, tail + length);
    }

    /** Parent: announces that its reader goes to sleep and wants the bell; look at the ring once more afterwards. */
    public void announceSleep() {
        WORD.setVolatile(memory, READER_ASLEEP, 1L);
        VarHandle.fullFence();
    }

    /** Worker: whether the parent's reader sleeps; takes the announcement away, so that one bell is rung for it. */
    public boolean takeSleepAnnouncement() {
        VarHandle.fullFence();
        return (long) WORD.getVolatile(memory, READER_ASLEEP) != 0
                && (long) WORD.getAndSet(memory, READER_ASLEEP, 0L) != 0;
    }

    /** Parent: the reader is awake by itself. */
    public void withdrawSleepAnnouncement() {
        WORD.setVolatile(memory, READER_ASLEEP, 0L);
    }

    /** Worker: announces that it waits for room in the ring; try once more afterwards. */
    public void announceSpaceWanted() {
        WORD.setVolatile(memory, SPACE_WANTED, 1L);
        VarHandle.fullFence();
    }

    /** Parent, after a drain: whether the worker waits for room; takes the announcement away. */
    public boolean takeSpaceAnnouncement() {
        VarHandle.fullFence();
        return (long) WORD.getVolatile(memory, SPACE_WANTED) != 0
                && (long) WORD.getAndSet(memory, SPACE_WANTED, 0L) != 0;
    }

    /** Worker: has read past all tasks below a number, the last of which was taken back. */
    public void passOver(long number) {
        WORD.setRelease(memory, PASSED_OVER, number);
    }

    /** Parent: which number that was last. */
    public long passedOver() {
        return (long) WORD.getAcquire(memory, PASSED_OVER);
    }

    /** Worker: takes a free segment slot, or -1 if all are filled and unread. */
    public int takeSegment() {
        long used = (long) WORD.getVolatile(memory, SEGMENTS);
        int slot = Long.numberOfTrailingZeros(~used);
        if (slot >= SEGMENT_SLOTS) {
            return -1;
        }
        WORD.getAndBitwiseOr(memory, SEGMENTS, 1L << slot);
        return slot;
    }

    /** Parent: what the slot's segment held has been read. */
    public void releaseSegment(int slot) {
        WORD.getAndBitwiseAnd(memory, SEGMENTS, ~(1L << slot));
    }
}
