package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Passes on what a worker prints past the streams of its tasks (a warning of the JVM, native code, a process that a task
 * started) to this process's standard error, and keeps the last lines, those of its tasks too, for the report of a death.
 */
public final class LogTail extends Thread {
    private static final int KEPT_BYTES = 4096;

    /** As many as a JVM prints when it crashes. */
    private static final int TOLD_LINES = 20;

    private static final long FLUSH_MILLIS = 200;

    private final LaunchedWorker worker;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final byte[] kept = new byte[KEPT_BYTES];

    @GuardedBy("lock")
    private long total;

    public LogTail(LaunchedWorker worker, String name) {
        super(name);
        setDaemon(true);
        this.worker = worker;
    }

    @Override
    public void run() {
        var buffer = new byte[KEPT_BYTES];
        try (InputStream log = worker.log()) {
            for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
                if (!worker.comesTooLate()) {
                    System.err.write(buffer, 0, count);
                    System.err.flush();
                }
                keep(buffer, count);
            }
        } catch (IOException e) {
            // The stream was closed with the process; what came until then was passed on.
            System.err.flush();
        }
    }

    /** Keeps what the worker's tasks printed on their streams. */
    public void keep(String printed) {
        byte[] end =
                printed.substring(Math.max(0, printed.length() - KEPT_BYTES)).getBytes(StandardCharsets.UTF_8);
        keep(end, end.length);
    }

    /** Keeps what was logged in the worker. */
    public void keep(LogEntry entry) {
        String logger = entry.logger() == null ? "" : " " + entry.logger();
        keep(entry.level() + logger + ": " + entry.text() + "\n");
    }

    private void keep(byte[] bytes, int count) {
        synchronized (lock) {
            for (int i = 0; i < count; i++) {
                kept[(int) (total++ % KEPT_BYTES)] = bytes[i];
            }
        }
    }

    /** The last lines, after a moment for what is still on its way from a process that has ended. */
    public String text() {
        boolean interrupted = false;
        try {
            join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            int length = (int) Math.min(total, KEPT_BYTES);
            var text = new byte[length];
            for (int i = 0; i < length; i++) {
                text[i] = kept[(int) ((total - length + i) % KEPT_BYTES)];
            }
            List<String> lines =
                    new String(text, StandardCharsets.UTF_8).strip().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
        }
    }
}
