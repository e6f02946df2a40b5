package dev.krait.concurrent.futures;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * What tests and their tasks agree upon, through files of one folder, so that it works for tasks in other processes too:
 * a gate that tasks wait at, marks that they leave, and a log that they append to.
 */
record Gate(String folder) implements Serializable {
    private static final long POLL_NANOS = 1_000_000;

    static Gate in(Path folder) {
        return new Gate(folder.toString());
    }

    /** A task: leaves a mark and waits for the gate to open; an interrupt ends the wait. */
    static String arriveAndWait(Gate gate, String name) throws InterruptedException {
        gate.mark(name);
        while (!gate.has("open")) {
            if (Thread.interrupted()) {
                gate.mark(name + "-interrupted");
                throw new InterruptedException();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return name;
    }

    /** A task: leaves a mark, waits for the gate to open, and fails. */
    static String arriveAndFail(Gate gate, String name) throws Exception {
        throw new IOException(arriveAndWait(gate, name));
    }

    /** A task: leaves a mark. */
    static String leaveMark(Gate gate, String name) {
        gate.mark(name);
        return name;
    }

    /** A task: fails until it has been run a number of times. */
    static int failUntil(Gate gate, int run) throws IOException {
        gate.log("run");
        int runs = gate.lines().size();
        if (runs < run) {
            throw new IOException("run " + runs);
        }
        return runs;
    }

    /** A task: writes a line to the log. */
    static String writeLine(Gate gate, String line) {
        gate.log(line);
        return line;
    }

    void open() {
        mark("open");
    }

    /** Closes it again, and takes all marks away. */
    void close() {
        try (var files = Files.list(Path.of(folder))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void mark(String name) {
        try {
            Files.createFile(path(name));
        } catch (FileAlreadyExistsException e) {
            // Two tasks of one name leave one mark.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(path(name));
    }

    void awaitMark(String name) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> has(name));
    }

    void log(String line) {
        try {
            Files.writeString(path("log"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        try {
            return has("log") ? Files.readAllLines(path("log")) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(String name) {
        return Path.of(folder, name);
    }
}
