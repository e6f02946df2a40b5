package dev.krait.multiprocessing.internal.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerArenaTest {
    @TempDir
    Path folder;

    @Test
    void task_isClaimedOrTakenBackAndNeverBoth() throws Exception {
        var parent = WorkerArena.create(folder.resolve("arena"), 1024);
        var worker = WorkerArena.open(folder.resolve("arena"));
        int tasks = 200_000;
        var claimed = new AtomicInteger();
        var sentSoFar = new AtomicLong();
        var thread = new Thread(() -> {
            for (long number = 0; number < tasks; number++) {
                while (number >= sentSoFar.get()) {
                    Thread.onSpinWait();
                }
                if (worker.claim(number)) {
                    claimed.incrementAndGet();
                }
            }
        });
        thread.start();
        long taken = 0;
        long sent = 0;
        while (sent < tasks) {
            sent = Math.min(tasks, sent + 100 + sent % 7);
            sentSoFar.set(sent);
            taken += sent - parent.recall(sent);
        }
        thread.join();
        assertThat(claimed.get() + taken).isEqualTo(tasks);
        assertThat(parent.nextClaim()).isEqualTo(tasks);
    }

    @Test
    void claimAfterRecall_fails() throws Exception {
        var arena = WorkerArena.create(folder.resolve("arena"), 1024);
        assertThat(arena.claim(0)).isTrue();
        assertThat(arena.recall(5)).isEqualTo(1);
        assertThat(arena.claim(1)).isFalse();
        assertThat(arena.claim(5)).isTrue();
        assertThat(arena.nextClaim()).isEqualTo(6);
    }

    @Test
    void segments_areTakenOnceUntilReleased() throws Exception {
        var arena = WorkerArena.create(folder.resolve("arena"), 1024);
        for (int i = 0; i < WorkerArena.SEGMENT_SLOTS; i++) {
            assertThat(arena.takeSegment()).isEqualTo(i);
        }
        assertThat(arena.takeSegment()).isEqualTo(-1);
        arena.releaseSegment(3);
        assertThat(arena.takeSegment()).isEqualTo(3);
    }

    @Test
    void announcements_areTakenOnce() throws Exception {
        var arena = WorkerArena.create(folder.resolve("arena"), 1024);
        assertThat(arena.takeSleepAnnouncement()).isFalse();
        arena.announceSleep();
        assertThat(arena.takeSleepAnnouncement()).isTrue();
        assertThat(arena.takeSleepAnnouncement()).isFalse();
        arena.announceSpaceWanted();
        assertThat(arena.takeSpaceAnnouncement()).isTrue();
        assertThat(arena.takeSpaceAnnouncement()).isFalse();
    }

    @Test
    void interruptedThread_makesAndOpensItAndStaysInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        try {
            var made = WorkerArena.create(folder.resolve("arena"), 1024);
            var opened = WorkerArena.open(folder.resolve("arena"));
            assertThat(made.claim(0)).isTrue();
            assertThat(opened.nextClaim()).isEqualTo(1);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Property(tries = 200)
    void ring_givesBackWhatWasCommittedInOrder(
            @ForAll @Size(max = 60) List<@IntRange(min = -1, max = 600) Integer> steps) throws Exception {
        Path file = java.nio.file.Files.createTempDirectory("arena").resolve("arena");
        try {
            var writer = WorkerArena.create(file, 1024);
            var reader = WorkerArena.open(file);
            Queue<Byte> model = new ArrayDeque<>();
            byte next = 0;
            for (int step : steps) {
                if (step < 0) {
                    var drained = new byte[reader.available()];
                    reader.drain(drained, 0, drained.length);
                    for (byte b : drained) {
                        assertThat(b).isEqualTo(model.remove());
                    }
                    assertThat(model).isEmpty();
                } else {
                    var bytes = new byte[step];
                    byte first = next;
                    for (int i = 0; i < step; i++) {
                        bytes[i] = next++;
                    }
                    boolean fits = model.size() + step <= 1024;
                    assertThat(writer.commit(bytes, 0, step)).isEqualTo(fits);
                    if (fits) {
                        for (byte b : bytes) {
                            model.add(b);
                        }
                    } else {
                        next = first;
                    }
                }
                assertThat(reader.available()).isEqualTo(model.size());
            }
        } finally {
            java.nio.file.Files.delete(file);
            java.nio.file.Files.delete(file.getParent());
        }
    }
}
