package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.SegmentReader;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.WireException;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Reads what a child process commits to its ring, asleep on the pipe that carries its bell; for one thread. */
public final class RingReader {
    /** What is done with that. */
    public interface Handler {
        /** Takes a message; what it refers to may be overwritten afterwards. */
        void handle(ToParent message) throws IOException;

        /** The outcome of a task is there and cannot be read, for want of memory or because it lost its end. */
        default void unreadable(Throwable reason) throws IOException {
            throw new IOException("an outcome cannot be read: " + reason, reason);
        }

        /** Tells the child that there is room again. */
        void spaceFreed() throws IOException;

        /** The child is about to be waited for; called when whatever it does from now on ends that wait. */
        default void asleep() {}

        /** All that was there has been handled, or as much of it as can be read. */
        default void drained() {}
    }

    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final LaunchedWorker child;
    private final Handler handler;

    /** What was committed, copied out; made at the first look, which does not have to be before the child gets its task. */
    private byte[] ring = {};

    private final SegmentReader segments = new SegmentReader();

    /** A reader of one child. */
    public RingReader(LaunchedWorker child, Handler handler) {
        this.child = child;
        this.handler = handler;
    }

    /** Reads until the child's end of the pipe is closed. */
    public void readAll() throws IOException {
        WorkerArena arena = child.arena();
        var bells = new byte[64];
        while (true) {
            if (drain()) {
                continue;
            }
            arena.announceSleep();
            if (arena.available() > 0) {
                arena.withdrawSleepAnnouncement();
                continue;
            }
            handler.asleep();
            int count = child.output().read(bells);
            if (count < 0) {
                return;
            }
            for (int i = 0; i < count; i++) {
                if (bells[i] != ToParent.BELL) {
                    throw new WireException("the pipe of a child process carries the byte " + bells[i]
                            + " instead of its bell: something else writes to it");
                }
            }
        }
    }

    /** Handles everything that is committed now; returns whether there was anything. */
    public boolean drain() throws IOException {
        WorkerArena arena = child.arena();
        if (ring.length == 0) {
            ring = new byte[arena.capacity()];
        }
        int length = arena.available();
        if (length == 0) {
            return false;
        }
        arena.drain(ring, 0, length);
        tellSpaceFreed();
        try {
            handleFrames(length);
        } finally {
            handler.drained();
        }
        return true;
    }

    private void handleFrames(int length) throws IOException {
        var frame = new ByteReader(ring);
        for (int from = 0; from < length; ) {
            frame.reset(ring, from, length - from);
            int size = frame.getInt();
            from += ToParent.HEADER;
            if (size < 1 || size > length - from) {
                throw new WireException("a committed frame announces " + size + " bytes, of which " + (length - from)
                        + " are there: the ring is out of step");
            }
            frame.reset(ring, from, size);
            handle(frame);
            from += size;
        }
    }

    private void handle(ByteReader frame) throws IOException {
        ToParent message = ToParent.read(frame);
        if (message instanceof ToParent.Spilled spilled) {
            try (var segment = segments.open(child.segment(spilled.slot()).toFile())) {
                handle(new ByteReader(segment.next(spilled.length())).withBlocks(segment));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // It alone is lost: the frames behind it are whole.
                if (spilled.outcome()) {
                    handler.unreadable(e);
                } else {
                    LOG.log(Level.WARNING, "what a child process sent cannot be read", e);
                }
            }
            child.arena().releaseSegment(spilled.slot());
            tellSpaceFreed();
        } else {
            handler.handle(message);
        }
    }

    private void tellSpaceFreed() throws IOException {
        if (child.arena().takeSpaceAnnouncement()) {
            handler.spaceFreed();
        }
    }
}
