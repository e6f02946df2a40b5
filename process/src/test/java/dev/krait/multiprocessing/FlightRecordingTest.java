package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording shows of a pool. */
class FlightRecordingTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** In the order of time; a recording has those of each thread together. */
    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.krait." + name))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }

    @Test
    void startsTasksDeathsAndRestarts_areRecorded() throws Exception {
        Path file = folder.resolve("pool.jfr");
        long lost;
        long successor;
        try (var recording = new Recording()) {
            recording.start();
            try (var pool = new Pool(1)) {
                assertThat(pool.apply(() -> 1)).isEqualTo(1);
                assertThatThrownBy(() -> pool.apply(() -> {
                            throw new IOException("no");
                        }))
                        .isInstanceOf(IOException.class);
                lost = pool.pids().get(0);
                String started = folder.resolve("started").toString();
                AsyncResult<Integer> killed = pool.applyAsync(() -> PoolFaultTest.touchThenSpin(started));
                await().atMost(LIMIT).until(() -> Files.exists(Path.of(started)));
                Signals.send("KILL", lost);
                assertThatThrownBy(() -> killed.get(LIMIT)).isInstanceOf(WorkerLostException.class);
                successor = pool.apply(() -> ProcessHandle.current().pid());
                pool.close();
                pool.join();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        String task = "a call of a lambda of " + FlightRecordingTest.class.getName();
        assertThat(named(events, "WorkerStart"))
                .extracting(event -> event.getLong("pid"))
                .containsExactly(lost, successor);
        assertThat(named(events, "WorkerStart"))
                .allSatisfy(event -> assertThat(event.getDuration("took")).isPositive());
        assertThat(named(events, "Task"))
                .extracting(event -> event.getLong("pid"), event -> event.getBoolean("returned"))
                .containsExactly(tuple(lost, true), tuple(lost, false), tuple(successor, true));
        assertThat(named(events, "Task")).allSatisfy(event -> {
            assertThat(event.getString("task")).startsWith(task);
            assertThat(event.getDuration("took")).isPositive();
        });
        assertThat(named(events, "WorkerEnd"))
                .extracting(
                        event -> event.getLong("pid"),
                        event -> event.getInt("exitCode"),
                        event -> event.getString("lostTask"))
                .containsExactly(tuple(lost, -9, task), tuple(successor, 0, null));
        assertThat(named(events, "WorkerRestart")).hasSize(1).allSatisfy(event -> {
            assertThat(event.getString("worker")).endsWith("-worker-2");
            assertThat(event.getInt("failedStarts")).isZero();
        });
    }
}
