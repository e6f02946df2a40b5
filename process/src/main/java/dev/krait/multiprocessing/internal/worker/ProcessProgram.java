package dev.krait.multiprocessing.internal.worker;

import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that this process is for: decoded, run on the main thread, and reported on as soon as it has ended, before
 * the JVM does.
 */
final class ProcessProgram {
    /** The number of the only task of a process. */
    static final long TASK = 0;

    private static final byte[] NOTHING = {};

    private final ByteReader program;
    private final WorkerArena arena;
    private final Outbox outbox;
    private final RunningTask running;
    private final WorkerRoutes routes;
    private final TaskOutput[] outputs;

    ProcessProgram(
            ByteReader program,
            WorkerArena arena,
            Outbox outbox,
            RunningTask running,
            WorkerRoutes routes,
            TaskOutput... outputs) {
        this.program = program;
        this.arena = arena;
        this.outbox = outbox;
        this.running = running;
        this.routes = routes;
        this.outputs = outputs;
    }

    /**
     * Runs it.
     *
     * @return whether it returned, instead of throwing
     */
    boolean run() throws IOException {
        if (!arena.claim(TASK)) {
            return true; // The parent changed its mind before it began.
        }
        RemoteFailure failure = null;
        ProcessBody body = null;
        try {
            body = decode();
            WorkerLogs.processNamed(body.name());
            // Code that finds classes and resources by way of its thread finds what it would find in the parent.
            Thread.currentThread().setContextClassLoader(routes.firstUsed());
            running.begin(TASK);
            try {
                body.run();
            } finally {
                running.end();
            }
        } catch (Throwable e) {
            failure = RemoteFailure.of(
                    body == null ? RemoteFailure.Kind.UNREADABLE : RemoteFailure.Kind.THROWN, e, routes);
            System.err.print(report(body, failure));
            System.err.flush();
        }
        sendRest();
        outbox.commit(outcome(failure));
        outbox.ring();
        return failure == null;
    }

    /** Uses for the first time what every process uses, and leaves no trace. */
    static void rehearse(WorkerArena arena, Outbox outbox, ControlLane control, WorkerRoutes routes)
            throws IOException {
        arena.claim(-1); // A number that no task has.
        var idle = new ProcessProgram(new ByteReader(NOTHING), arena, outbox, new RunningTask(), routes);
        var hook = new ExitAnnouncement(control, outbox);
        Runtime.getRuntime().addShutdownHook(hook);
        Runtime.getRuntime().removeShutdownHook(hook);
        idle.sendRest();
        idle.running.begin(TASK);
        idle.running.end();
        outcome(null);
        outcome(RemoteFailure.of(RemoteFailure.Kind.THROWN, new IllegalStateException("rehearsal")));
        outbox.commit(new ByteWriter(16));
        outbox.ring();
        ControlLane.rehearse();
        ExitAnnouncement.endsBySignal();
    }

    /** It comes as itself or, which is quicker, as what makes it. */
    private ProcessBody decode() throws Exception {
        Object decoded = new ValueDecoder(program, routes).decode();
        return (ProcessBody) Objects.requireNonNull(
                decoded instanceof Function0<?> recipe ? recipe.call() : decoded, "the program of a process");
    }

    private static String report(@Nullable ProcessBody body, RemoteFailure failure) {
        String who = body == null
                ? "A process cannot begin, because what it is to run cannot be rebuilt here"
                : "Exception in process " + body.name();
        return who + " (pid " + ProcessHandle.current().pid() + "):" + System.lineSeparator() + failure.trace();
    }

    private static ByteWriter outcome(@Nullable RemoteFailure failure) {
        var outcome = new ByteWriter(256);
        if (failure == null) {
            ToParent.end(outcome, ToParent.beginReturned(outcome, TASK));
        } else {
            ToParent.putRaised(outcome, TASK, failure);
        }
        return outcome;
    }

    /** What was printed after the last line end. */
    private void sendRest() throws IOException {
        for (TaskOutput output : outputs) {
            output.taskEnds();
        }
    }
}
