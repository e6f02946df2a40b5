package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ReusedSegment;
import dev.krait.multiprocessing.internal.wire.ToParent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits frames to the ring of outcomes, from any thread of the worker, and wakes the parent's reader.
 *
 * <p>When the ring is full the committer waits until the parent has read; no interrupt ends that wait, since an outcome
 * must not be lost.
 */
final class Outbox {
    private final WorkerArena arena;
    private final OutputStream bell;
    private final String segmentPrefix;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spaceFreed = lock.newCondition();

    /** By their slots, each made when it is first needed; guarded by the lock. */
    private final @Nullable ReusedSegment[] segments = new @Nullable ReusedSegment[WorkerArena.SEGMENT_SLOTS];

    Outbox(WorkerArena arena, OutputStream bell, String segmentPrefix) {
        this.arena = arena;
        this.bell = bell;
        this.segmentPrefix = segmentPrefix;
    }

    /** Commits whole frames that lie at the beginning of a writer; one that is too long must be alone in it. */
    void commit(ByteWriter frames) throws IOException {
        lock.lock();
        try {
            if (frames.size() > ToParent.MAX_FRAME || !frames.blocks().isEmpty()) {
                commitSpilled(frames);
            } else {
                commitNow(frames);
            }
        } finally {
            lock.unlock();
        }
    }

    private void commitSpilled(ByteWriter frame) throws IOException {
        int slot = arena.takeSegment();
        while (slot < 0) {
            arena.announceSpaceWanted();
            slot = arena.takeSegment();
            if (slot < 0) {
                ring();
                spaceFreed.awaitUninterruptibly();
                slot = arena.takeSegment();
            }
        }
        int length = frame.size() - ToParent.HEADER;
        ReusedSegment segment = segment(slot);
        try {
            segment.write(frame.array(), ToParent.HEADER, length, frame.blocks());
            FaultPoint.reach("segment-written", segment.file());
        } catch (IOException full) {
            // Not removed: the parent may have it mapped, and would never see another file of its name.
            segment.empty();
            arena.releaseSegment(slot);
            long bytes = length + frame.blockBytes();
            throw new IOException(
                    "no room for a result of " + bytes + " bytes in "
                            + segment.file().getParent()
                            + "; make that file system larger (in a container: --shm-size), or return less at once",
                    full);
        }
        var note = new ByteWriter(32);
        ToParent.putSpilled(note, slot, length, frame.array()[ToParent.HEADER]);
        commitNow(note);
    }

    private ReusedSegment segment(int slot) {
        ReusedSegment segment = segments[slot];
        if (segment == null) {
            segment = new ReusedSegment(
                    LaunchedWorker.segmentPath(segmentPrefix, slot).toFile());
            segments[slot] = segment;
        }
        return segment;
    }

    private void commitNow(ByteWriter frames) throws IOException {
        FaultPoint.reach("frame-uncommitted");
        while (!arena.commit(frames.array(), 0, frames.size())) {
            arena.announceSpaceWanted();
            if (arena.commit(frames.array(), 0, frames.size())) {
                break;
            }
            ring();
            spaceFreed.awaitUninterruptibly();
        }
        FaultPoint.reach("frame-committed");
        if (arena.halfFull()) {
            ring();
        }
    }

    /** The parent says that it has read. */
    void spaceFreed() {
        lock.lock();
        try {
            spaceFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says on the pipe that this process can take work. */
    void announceReady() throws IOException {
        bell.write(ToParent.READY);
    }

    /** Wakes the parent's reader if it sleeps. */
    void ring() throws IOException {
        if (arena.takeSleepAnnouncement()) {
            bell.write(ToParent.BELL);
        }
    }
}
