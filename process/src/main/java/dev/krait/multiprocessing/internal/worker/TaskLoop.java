package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.log.LevelFollower;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.FrameInput;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.SegmentReader;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads tasks and runs them, one after the other, on the main thread of the worker: claim, decode, run, encode, commit.
 */
final class TaskLoop {
    private static final int KEEP_BUFFER = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final FrameInput input;
    private final WorkerArena arena;
    private final Outbox outbox;
    private final Bell bell;
    private final ControlLane control;
    private final RunningTask running;
    private final TaskOutput[] outputs;
    private final WorkerRoutes routes;

    private final Map<Integer, Definition> functions = new HashMap<>();

    /** The function that was used last, since most tasks use the same as the one before. */
    private int lastFunction = ToWorker.INLINE;

    private @Nullable Definition lastDefinition;
    private final ByteReader body = new ByteReader(NOTHING);
    private final ValueDecoder decoder;
    private final ByteWriter outcome = new ByteWriter(512).withBlocks();
    private final ValueEncoder encoder;
    private final SegmentReader segments = new SegmentReader();

    private boolean rangAtHalf;
    private boolean outOfMemory;
    private @Nullable ByteReader program;

    TaskLoop(
            FrameInput input,
            WorkerArena arena,
            Outbox outbox,
            Bell bell,
            ControlLane control,
            RunningTask running,
            WorkerRoutes routes,
            TaskOutput... outputs) {
        this.input = input;
        this.arena = arena;
        this.outbox = outbox;
        this.bell = bell;
        this.control = control;
        this.running = running;
        this.routes = routes;
        this.decoder = new ValueDecoder(body, routes);
        this.encoder = new ValueEncoder(outcome, routes);
        this.outputs = outputs;
    }

    /**
     * Runs tasks until the parent closes the pipe, or until memory has run out once, or until this is to be no worker.
     *
     * @return the encoded program of the process that this is to be, null if it was a worker
     */
    @Nullable
    ByteReader run() throws IOException {
        while (!outOfMemory && program == null) {
            if (!input.hasNext()) {
                outbox.ring();
                rangAtHalf = false;
            }
            ByteReader frame = input.next();
            if (frame == null) {
                return null;
            }
            FaultPoint.reach("frame-read");
            handle(ToWorker.read(frame));
        }
        outbox.ring();
        return program;
    }

    private void handle(ToWorker message) throws IOException {
        LevelFollower.look();
        if (message instanceof ToWorker.Run run) {
            runTasks(run);
        } else if (message instanceof ToWorker.Define define) {
            ByteReader body = define.body();
            define(define.function(), new Definition(new Encoded(body.getBytes(body.remaining()))));
        } else if (message instanceof ToWorker.Forget forget) {
            functions.remove(forget.function());
            forgetLast();
        } else if (message instanceof ToWorker.RunSpilled run) {
            if (arena.claim(run.number())) {
                runSpilled(run);
                if (input.hasNext()) {
                    putOffBell(0);
                }
            } else {
                arena.passOver(run.number() + 1);
            }
        } else if (message instanceof ToWorker.DefineSpilled define) {
            define(define.function(), new Definition(by -> decodeSpilled(define, by)));
        } else if (message instanceof ToWorker.WarmUp warmUp) {
            new WarmUp(routes, input, arena, outbox, control).run(warmUp.program());
            outbox.announceReady();
        } else if (message instanceof ToWorker.Become become) {
            program = become.program();
        } else if (message instanceof ToWorker.BecomeSpilled become) {
            program = read(become.path(), become.length());
        }
    }

    private void define(int function, Definition definition) {
        functions.put(function, definition);
        forgetLast();
    }

    /** Also that what the function holds can be collected. */
    private void forgetLast() {
        lastFunction = ToWorker.INLINE;
        lastDefinition = null;
    }

    /** A function that came in a frame. Not a lambda, the first of which takes a young JVM more than half a millisecond. */
    private static final class Encoded implements Definition.Source {
        private final byte[] bytes;

        Encoded(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable Object decode(WorkerRoutes routes) throws IOException, ClassNotFoundException {
            return new ValueDecoder(new ByteReader(bytes), routes).decode();
        }
    }

    private @Nullable Object decodeSpilled(ToWorker.DefineSpilled define, WorkerRoutes by)
            throws IOException, ClassNotFoundException {
        try (var segment = segments.open(new File(define.path()))) {
            var function = new ByteReader(segment.next(define.length())).withBlocks(segment);
            return new ValueDecoder(function, by).decode();
        }
    }

    private static ByteReader read(String path, int length) throws IOException {
        return new ByteReader(Segment.read(new File(path), length));
    }

    private void runSpilled(ToWorker.RunSpilled run) throws IOException {
        try (var segment = segments.open(new File(run.path()))) {
            byte[] bytes;
            try {
                bytes = segment.next(run.length());
            } catch (IOException gone) { // As when the parent is ending; it concerns this task alone.
                taskEnds(run.number(), failureOf(RemoteFailure.Kind.UNREADABLE, gone));
                return;
            }
            body.reset(bytes, 0, run.length());
            body.withBlocks(segment);
            runTask(run.number(), run.function(), run.arity());
        } finally {
            body.reset(NOTHING, 0, 0);
        }
    }

    private void runTasks(ToWorker.Run run) throws IOException {
        ByteReader tasks = run.tasks();
        long number = run.first();
        while (tasks.remaining() > 0 && !outOfMemory) {
            int length = (int) tasks.getUnsigned();
            int from = tasks.skip(length);
            if (!arena.claim(number)) {
                passOver(number, tasks);
                return;
            }
            body.reset(tasks.array(), from, length);
            runTask(number, run.function(), run.arity());
            number++;
            if (tasks.remaining() > 0 || input.hasNext()) {
                putOffBell(tasks.remaining());
            }
        }
    }

    /** A task was taken back by the parent, and so was all behind it in its frame: says that they are out of the pipe. */
    private void passOver(long number, ByteReader behind) {
        long next = number + 1;
        for (; behind.remaining() > 0; next++) {
            behind.skip((int) behind.getUnsigned());
        }
        arena.passOver(next);
    }

    /** More work is here: wake the parent once when half of it is done, so that it sends more before we run dry. */
    private void putOffBell(int left) throws IOException {
        if (!rangAtHalf && input.pastHalf(left)) {
            rangAtHalf = true;
            outbox.ring();
        } else {
            bell.putOff();
        }
    }

    private void runTask(long number, int function, int arity) throws IOException {
        RemoteFailure failure = null;
        FaultPoint.reach("task-claimed");
        running.begin(number);
        try {
            Object result = invoke(function, arity);
            FaultPoint.reach("task-returned");
            int frame = ToParent.beginReturned(outcome, number);
            try {
                encoder.encode(result);
                ToParent.end(outcome, frame);
            } catch (Throwable e) {
                failure = failureOf(RemoteFailure.Kind.UNSENDABLE, e);
            }
        } catch (UnreadableTask e) {
            failure = failureOf(RemoteFailure.Kind.UNREADABLE, e.reason);
        } catch (Throwable e) {
            failure = failureOf(RemoteFailure.Kind.THROWN, e);
        } finally {
            running.end();
        }
        taskEnds(number, failure);
    }

    /** Commits the outcome of a task: its failure, or what it returned, which is encoded already. */
    private void taskEnds(long number, @Nullable RemoteFailure failure) throws IOException {
        if (failure != null) {
            outcome.truncate(0);
            outcome.takeBlocks();
            ToParent.putRaised(outcome, number, failure);
        }
        for (TaskOutput output : outputs) {
            output.taskEnds();
        }
        commitOutcome(number);
        outcome.shrink(KEEP_BUFFER); // Now: who waits for work is not to keep the last result.
        outcome.takeBlocks();
    }

    private void commitOutcome(long number) throws IOException {
        try {
            outbox.commit(outcome);
        } catch (IOException noRoom) {
            // Only a large result meets this, one that goes through a file.
            outcome.truncate(0);
            outcome.takeBlocks();
            ToParent.putRaised(outcome, number, RemoteFailure.of(RemoteFailure.Kind.UNSENDABLE, noRoom, routes));
            outbox.commit(outcome);
        }
    }

    private @Nullable Object invoke(int function, int arity) throws Exception {
        Definition definition = function == ToWorker.INLINE ? inline() : defined(function);
        Object target = definition == null ? null : definition.function(routes);
        useLoader(definition == null ? ClassLoader.getSystemClassLoader() : definition.loader());
        return Invocation.call(target, arity, decoder);
    }

    /** The function that comes with a task. */
    private Definition inline() throws UnreadableTask {
        try {
            return Definition.of(decoder.decode());
        } catch (Throwable e) {
            throw UnreadableTask.because(e);
        }
    }

    private @Nullable Definition defined(int function) {
        if (function != lastFunction) {
            lastFunction = function;
            lastDefinition = functions.get(function);
        }
        return lastDefinition;
    }

    /** Code that finds classes and resources by way of its thread finds what it would find in the parent. */
    private static void useLoader(ClassLoader wanted) {
        Thread current = Thread.currentThread();
        if (current.getContextClassLoader() != wanted) {
            current.setContextClassLoader(wanted);
        }
    }

    private RemoteFailure failureOf(RemoteFailure.Kind kind, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            // What else the shortage broke in this JVM nobody knows: this task fails, and a fresh worker takes over.
            outOfMemory = true;
        }
        return RemoteFailure.of(kind, thrown, routes);
    }

    /** The function or the arguments of a task could not be rebuilt here. */
    static final class UnreadableTask extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Throwable reason;

        /** For what rebuilding threw; want of memory is thrown as it is, since it concerns more than this task. */
        static UnreadableTask because(Throwable reason) {
            if (reason instanceof OutOfMemoryError outOfMemory) {
                throw outOfMemory;
            }
            return new UnreadableTask(reason);
        }

        private UnreadableTask(Throwable reason) {
            super(null, reason, false, false);
            this.reason = reason;
        }
    }
}
