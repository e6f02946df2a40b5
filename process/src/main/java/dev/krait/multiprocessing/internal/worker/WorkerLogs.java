package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.launch.RunCookie;
import dev.krait.multiprocessing.internal.log.LogLink;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.ToParent;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Sends what this process logs by the same ring as its results, so that it is there before them and outlives the process. */
final class WorkerLogs implements LogLink {
    /** The name of the process that a worker has become; null while it is one of a pool. */
    private static volatile @Nullable String processName;

    private final Outbox outbox;
    private final RunningTask running;
    private final WorkerRoutes routes;
    private final Path levels;

    WorkerLogs(Outbox outbox, RunningTask running, WorkerRoutes routes, Path arenaPath) {
        this.outbox = outbox;
        this.running = running;
        this.routes = routes;
        this.levels = arenaPath.resolveSibling(LogLink.LEVELS);
    }

    /** This process is no worker any more but one with this name. */
    static void processNamed(String name) {
        processName = name;
    }

    @Override
    public void send(LogEntry entry) throws IOException {
        if (Thread.currentThread() instanceof ControlLane) {
            throw new IOException("this thread must not wait for room, since it is the one that hears of it");
        }
        var frame = new ByteWriter(256);
        ToParent.putLogged(frame, entry);
        outbox.commit(frame);
        outbox.ring();
    }

    @Override
    public RemoteFailure describe(Throwable thrown) {
        return RemoteFailure.of(RemoteFailure.Kind.THROWN, thrown, routes);
    }

    @Override
    public LogEntry.Origin origin(long threadId) {
        String named = processName;
        String name = named == null ? "PoolWorker-" + RunCookie.own().place() : named;
        long pid = ProcessHandle.current().pid();
        return new LogEntry.Origin(name, pid, Thread.currentThread().getName(), threadId, running.number(), null);
    }

    @Override
    public Path levels() {
        return levels;
    }
}
