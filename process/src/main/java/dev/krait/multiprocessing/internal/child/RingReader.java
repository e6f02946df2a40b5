package dev.krait.multiprocessing.internal.child;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.WireException;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads what a child commits to its ring, asleep on the pipe that carries its bell. */
final class RingReader {
    private final LaunchedWorker child;
    private final Runnable spaceFreed;
    private final Consumer<ToParent> handler;
    private final byte[] ring;

    /**
     * A reader of one child.
     *
     * @param spaceFreed tells the child that there is room again
     * @param handler takes each message
     */
    RingReader(LaunchedWorker child, Runnable spaceFreed, Consumer<ToParent> handler) {
        this.child = child;
        this.spaceFreed = spaceFreed;
        this.handler = handler;
        this.ring = new byte[child.arena().capacity()];
    }

    /** Reads until the child's end of the pipe is closed. */
    void readAll() throws IOException {
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
            int count = child.output().read(bells);
            if (count < 0) {
                return;
            }
            for (int i = 0; i < count; i++) {
                if (bells[i] != ToParent.BELL) {
                    throw new WireException("the pipe of a process carries the byte " + bells[i]
                            + " instead of its bell: something else writes to it");
                }
            }
        }
    }

    /** Handles everything that is committed now. */
    boolean drain() throws IOException {
        WorkerArena arena = child.arena();
        int length = arena.available();
        if (length == 0) {
            return false;
        }
        arena.drain(ring, 0, length);
        if (arena.takeSpaceAnnouncement()) {
            spaceFreed.run();
        }
        for (int from = 0; from < length; ) {
            int size = new ByteReader(ring, from, length - from).getInt();
            from += ToParent.HEADER;
            if (size < 1 || size > length - from) {
                throw new WireException("a committed frame announces " + size + " bytes, of which " + (length - from)
                        + " are there: the ring is out of step");
            }
            handle(new ByteReader(ring, from, size));
            from += size;
        }
        return true;
    }

    private void handle(ByteReader frame) throws IOException {
        ToParent message = ToParent.read(frame);
        if (message instanceof ToParent.Spilled spilled) {
            byte[] whole = Segment.read(child.segment(spilled.slot()).toFile(), spilled.length());
            child.arena().releaseSegment(spilled.slot());
            if (child.arena().takeSpaceAnnouncement()) {
                spaceFreed.run();
            }
            handle(new ByteReader(whole));
        } else {
            handler.accept(message);
        }
    }
}
