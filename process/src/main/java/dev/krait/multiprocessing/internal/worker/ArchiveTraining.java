package dev.krait.multiprocessing.internal.worker;

import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does what a worker does in its first moments, without a parent, so that a JVM which is to write an archive of classes has
 * loaded those that a worker needs.
 */
final class ArchiveTraining {
    private static final int RING = 64 * 1024;

    @SuppressWarnings("unused") // It is open as long as this JVM lives.
    private static volatile @Nullable RandomAccessFile parent;

    private record Point(int left, String right) implements Serializable {}

    private ArchiveTraining() {}

    /**
     * Runs a few tasks, gets ready as a spare does, and ends.
     *
     * @param arguments a folder with the pipe of control, the file that is open as the pipe of tasks, still empty, and the
     *     program of processes
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path control = folder.resolve("control");
        Path arena = folder.resolve("arena");
        WorkerArena.create(arena, RING);
        byte[] program = Files.readAllBytes(folder.resolve("program"));
        Files.write(folder.resolve("session"), session(program).toByteArray());
        // The end of this pipe is the end of the parent, and of the worker at once.
        parent = new RandomAccessFile(control.toFile(), "rw");
        WorkerMain.main(new String[] {
            control.toString(), arena.toString(), folder.resolve("worker").toString()
        });
    }

    private static ByteWriter session(byte[] program) throws IOException {
        var frames = new ByteWriter(4096);
        runTasks(frames);
        if (program.length > 0) { // At the end, because a spare that has more to do does not get ready.
            ToWorker.putWarmUp(frames, program, program.length);
        }
        return frames;
    }

    private static void runTasks(ByteWriter frames) throws IOException {
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
