package dev.krait.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.krait.examples.ExampleRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a worker of the packaged jar while it counts a file that keeps it busy for some seconds. */
class LostWorkerIT {
    private static final long LONG_WORK = 2L << 30;

    @TempDir
    Path folder;

    private Path large;

    @BeforeEach
    void plant() throws IOException {
        assumeThat(Files.isDirectory(Path.of("/proc/self/fd")))
                .as("open files are seen on Linux only")
                .isTrue();
        Files.writeString(folder.resolve("small"), "one two two");
        large = folder.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.writeBytes("two three three three three");
            file.setLength(LONG_WORK); // A hole, which takes time to read but no room.
        }
    }

    private void killTheWorkerThatCountsTheLargeFile(ExampleRun run) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    try (var workers = run.handle().descendants()) {
                        Optional<ProcessHandle> counting =
                                workers.filter(this::hasLargeFileOpen).findAny();
                        counting.ifPresent(ProcessHandle::destroyForcibly);
                        return counting.isPresent();
                    }
                });
    }

    private boolean hasLargeFileOpen(ProcessHandle process) {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).equals(large.toRealPath())) {
                    return true;
                }
            }
            return false;
        } catch (IOException endedOrStarting) {
            return false;
        }
    }

    @Test
    void killedWorker_endsInAnErrorThatNamesTheTask() throws Exception {
        try (var run = ExampleRun.start("wordcount", "--with", "processes", "--workers", "2", folder.toString())) {
            killTheWorkerThatCountsTheLargeFile(run);
            var result = run.result();

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("could not count file group ", large.toString(), "signal 9", "--retries")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void killedWorker_withARetry_costsNothing() throws Exception {
        try (var run = ExampleRun.start(
                "wordcount", "--with", "processes", "--workers", "2", "--retries", "1", folder.toString())) {
            killTheWorkerThatCountsTheLargeFile(run);
            var result = run.result();

            assertThat(result.out()).isEqualTo("three\t4\ntwo\t3\none\t1\n");
            assertThat(result.status()).isZero();
            assertThat(result.err()).contains("was lost while it counted file group ", "retry 1 of 1");
        }
    }

    @Test
    void workerKilledAgainAndAgain_endsInAnErrorAfterTheLastRetry() throws Exception {
        try (var run = ExampleRun.start(
                "wordcount", "--with", "processes", "--workers", "1", "--retries", "1", folder.toString())) {
            killTheWorkerThatCountsTheLargeFile(run);
            killTheWorkerThatCountsTheLargeFile(run);
            var result = run.result();

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("given to 2 workers one after the other", large.toString());
        }
    }
}
