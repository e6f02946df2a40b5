package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.log.LevelFollower;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.FrameInput;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import java.io.IOException;

/**
 * Makes a process that waits for work ready for it: what is used for the first time costs milliseconds (the JDK's object
 * streams, lambdas, records), so it is used here. Nothing is left behind but loaded classes, and it ends at once when there
 * is something to do.
 */
final class WarmUp {
    private static final int ROUNDS = 50;
    private static final String NOWHERE = "dev/krait/nowhere";

    private final WorkerRoutes routes;
    private final FrameInput input;
    private final WorkerArena arena;
    private final Outbox outbox;
    private final ControlLane control;

    WarmUp(WorkerRoutes routes, FrameInput input, WorkerArena arena, Outbox outbox, ControlLane control) {
        this.routes = routes;
        this.input = input;
        this.arena = arena;
        this.outbox = outbox;
        this.control = control;
    }

    void run(ByteReader program) throws IOException {
        var become = new ByteWriter(16);
        ToWorker.putBecome(become, become.array(), 0);
        ToWorker.read(new ByteReader(become.array(), ToWorker.HEADER, become.size() - ToWorker.HEADER));
        byte[] bytes = program.getBytes(program.remaining());
        // Opens all jars of the class path, which is half of loading the first class.
        ClassLoader.getSystemResource(NOWHERE);
        for (int round = 0; round < ROUNDS && bytes.length > 0 && !input.hasMore(); round++) {
            try {
                if (new ValueDecoder(new ByteReader(bytes), routes).decode() instanceof ProcessBody body) {
                    body.run();
                }
                ProcessProgram.rehearse(arena, outbox, control, routes);
                LevelFollower.look();
            } catch (Exception | LinkageError e) {
                return; // The program's own class path may lack something; it will say so when it matters.
            }
        }
    }
}
