package dev.krait.multiprocessing.internal.worker;

import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.FrameInput;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Does what a worker does in its first moments, without a parent, so that a JVM which is to write an archive of classes has
 * loaded those that a worker needs.
 */
final class ArchiveTraining {
    private static final int RING = 64 * 1024;

    private record Point(int left, String right) implements Serializable {}

    private ArchiveTraining() {}

    /**
     * Runs a few tasks and ends.
     *
     * @param arguments a path for a file that is needed meanwhile
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.deleteIfExists(file);
        WorkerArena.create(file, RING);
        WorkerArena arena = WorkerArena.open(file);
        var outbox = new Outbox(arena, OutputStream.nullOutputStream(), file.toString());
        var running = new RunningTask();
        var classes = new ClassRequests(outbox, file.toString());
        var control = new ControlLane(file.toString(), file.toString(), outbox, running, classes);
        var bell = new Bell(outbox);
        var output = new TaskOutput(1, outbox);
        System.setOut(output.asPrintStream());
        var input = new FrameInput(new ByteArrayInputStream(session().toByteArray()), ToWorker.MAX_FRAME);
        arena.announceSleep();
        new TaskLoop(input, arena, outbox, bell, control, running, new WorkerRoutes(classes), output).run();
        Files.deleteIfExists(file);
        if (control.isAlive() || arena.available() == 0) {
            System.exit(1);
        }
        System.exit(0);
    }

    private static ByteWriter session() throws IOException {
        var frames = new ByteWriter(4096);
        var encoder = new ValueEncoder(frames);
        int captured = Runtime.version().feature();
        Function1<Integer, Integer> adds = x -> x + captured;
        Function1<Integer, Integer> constant = x -> x + 1;
        Function0<Object> makes = () -> new Point(captured, "right");
        Function0<Object> throwing = () -> {
            throw new IllegalStateException("for training");
        };
        Function0<Object> printing = () -> {
            System.out.println("for training");
            return List.of(1, "two", Map.of("three", 4.0));
        };
        int define = ToWorker.beginDefine(frames, 1);
        encoder.encode(constant);
        ToWorker.end(frames, define);
        long number = 0;
        number = run(frames, number, 1, 1, 41);
        number = run(frames, number, ToWorker.INLINE, 1, adds, 41);
        number = run(frames, number, ToWorker.INLINE, 0, makes);
        number = run(frames, number, ToWorker.INLINE, 0, throwing);
        number = run(frames, number, ToWorker.INLINE, 0, printing);
        run(frames, number, ToWorker.INLINE, 1, adds, 42);
        return frames;
    }

    private static long run(ByteWriter frames, long number, int function, int arity, Object... values)
            throws IOException {
        var body = new ByteWriter(256);
        var bodyEncoder = new ValueEncoder(body);
        for (Object value : values) {
            bodyEncoder.encode(value);
        }
        int frame = ToWorker.beginRun(frames, number, function, arity);
        frames.putUnsigned(body.size());
        frames.putBytes(body.array(), 0, body.size());
        ToWorker.end(frames, frame);
        return number + 1;
    }
}
