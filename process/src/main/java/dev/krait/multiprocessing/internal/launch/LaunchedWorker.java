package dev.krait.multiprocessing.internal.launch;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ReusedSegment;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker JVM that was started: its process, the pipes to and from it, its log stream, and the memory shared with it.
 *
 * <p>A small shell program stands between: it makes the control pipe, moves the two pipes of the protocol to descriptors
 * 3 and 4 where nothing that prints can reach them, points standard output and error to the log stream, and lets
 * interrupts of the terminal pass, so that Ctrl-C is the parent's to decide.
 */
public final class LaunchedWorker {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final String SHELL = "/bin/sh";
    /** It finds the system's own program also where the program has set another PATH. */
    private static final String LAUNCHER = "trap '' INT; PATH=\"$PATH:/usr/bin:/bin\" mkfifo -m 600 \"$1\" || exit 125;"
            + " shift; exec 3<&0 4>&1 0</dev/null 1>&2; exec \"$@\"";

    private static final Duration EXIT_GRACE = Duration.ofSeconds(5);
    private static final int RING_BYTES = 256 * 1024;
    private static final String NESTED_PROPERTY = "dev.krait.nested";
    private static final int MOST_NESTED = Integer.getInteger(NESTED_PROPERTY, 5);

    private final Process process;
    private final WorkerArena arena;
    private final Path controlPath;
    private final Path arenaPath;
    private final Path argumentPath;
    private final Path segmentPrefix;
    private final RunCookie cookie;
    private final LaunchSettings settings;
    private final Signs signs = new Signs();

    /** Apart from other locks, so that nobody who waits for the worker to read keeps it from hearing of room in the ring. */
    private final ReentrantLock controlLock = new ReentrantLock();

    /** Open once it is ready; written to and closed under its lock. */
    private volatile @Nullable RandomAccessFile control;

    /** Whether nothing more is to be told. */
    private volatile boolean controlOver;

    /** The bytes by which it says that it is ready: one when it is, another after a warm-up. */
    private static final class Signs {
        private volatile int expected = 1;
        private volatile int seen;
    }

    private LaunchedWorker(
            Process process,
            LaunchSettings settings,
            RunCookie cookie,
            WorkerArena arena,
            Path controlPath,
            Path arenaPath,
            Path argumentPath,
            Path segmentPrefix) {
        this.process = process;
        this.settings = settings;
        this.cookie = cookie;
        this.arena = arena;
        this.controlPath = controlPath;
        this.arenaPath = arenaPath;
        this.argumentPath = argumentPath;
        this.segmentPrefix = segmentPrefix;
    }

    /**
     * Starts a worker; it says by itself when it is ready.
     *
     * @param workers how many workers share the machine with it, itself included
     * @param mainClass the class whose main method it runs
     * @throws IOException if it cannot be started; the message says what is missing
     */
    public static LaunchedWorker start(int workers, String mainClass) throws IOException {
        return start(LaunchSettings.plain(workers), mainClass);
    }

    /**
     * Starts a worker, or takes one that was started ahead; it says by itself when it is ready.
     *
     * @param settings what is particular about it
     * @param mainClass the class whose main method it runs
     * @throws IOException if it cannot be started; the message says what is missing
     */
    public static LaunchedWorker start(LaunchSettings settings, String mainClass) throws IOException {
        return settings.fromSpares() ? Spares.takeOrStart(settings, mainClass) : startFresh(settings, mainClass);
    }

    /** Starts a worker. */
    static LaunchedWorker startFresh(LaunchSettings settings, String mainClass) throws IOException {
        if (!Files.isExecutable(Path.of(SHELL))) {
            throw new IOException("cannot start worker processes: there is no " + SHELL
                    + " on this system, which sets up the pipes of a worker");
        }
        if (RunCookie.own().depth() >= MOST_NESTED) {
            throw new IOException("cannot start worker processes: this one is " + MOST_NESTED
                    + " processes below the main process, as deep as they may be nested (set -D" + NESTED_PROPERTY
                    + " for more); do its tasks start pools or processes of their own without end?");
        }
        RunFolder folder = RunFolder.get();
        Path controlPath = folder.newPath("control-");
        Path arenaPath = folder.newPath("arena-");
        Path argumentPath = folder.newPath("arguments-");
        Path segmentPrefix = folder.newPath("worker-");
        try {
            List<String> arguments = JvmCommand.arguments(
                    settings,
                    options(settings),
                    mainClass,
                    List.of(controlPath.toString(), arenaPath.toString(), segmentPrefix.toString()));
            WorkerArena arena = writeStartFiles(arenaPath, argumentPath, arguments);
            var command = new ProcessBuilder(
                    SHELL,
                    "-c",
                    LAUNCHER,
                    "krait-launcher",
                    controlPath.toString(),
                    (settings.java() == null ? JvmCommand.java() : settings.java()).toString(),
                    "@" + argumentPath);
            // What they hold is among this JVM's own arguments, of which a worker gets those that are meant for it.
            command.environment().remove("JAVA_TOOL_OPTIONS");
            command.environment().remove("JDK_JAVA_OPTIONS");
            command.environment().putAll(settings.environment());
            RunCookie cookie = RunCookie.own().newChild();
            command.environment().put(RunCookie.VARIABLE, cookie.toString());
            if (settings.directory() != null) {
                command.directory(settings.directory().toFile());
            }
            command.environment().put(RunFolder.ROOT_VARIABLE, RunFolder.root().toString());
            Process process = command.start();
            return new LaunchedWorker(
                    process, settings, cookie, arena, controlPath, arenaPath, argumentPath, segmentPrefix);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(arenaPath);
            Files.deleteIfExists(argumentPath);
            throw e;
        }
    }

    private static WorkerArena writeStartFiles(Path arenaPath, Path argumentPath, List<String> arguments)
            throws IOException {
        try {
            WorkerArena arena = WorkerArena.create(arenaPath, RING_BYTES);
            Files.writeString(
                    argumentPath,
                    arguments.stream().map(JvmCommand::quoted).collect(Collectors.joining("\n")),
                    argumentFileCharset());
            return arena;
        } catch (NoSuchFileException gone) {
            throw new IOException(
                    "cannot start worker processes: the folder of this run, " + arenaPath.getParent()
                            + ", is gone; the program is just ending, or somebody has removed it",
                    gone);
        } catch (IOException full) {
            throw new IOException(
                    "a new process needs some " + RING_BYTES / 1024 + " KiB in " + arenaPath.getParent() + " ("
                            + full.getMessage() + "); " + RunFolder.MAKE_ROOM,
                    full);
        }
    }

    /** All workers of a pool together count as many processors as this process does, so that pools in pools stay small. */
    private static List<String> options(LaunchSettings settings) {
        var options = new ArrayList<String>();
        options.add("-D" + Processors.PROPERTY + "=" + Math.max(1, Processors.count() / settings.workers()));
        options.addAll(settings.jvmOptions());
        return options;
    }

    /** The launcher reads argument files as the system's own encoding, which is not always Java's default one. */
    private static Charset argumentFileCharset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** The process; its exit is the end of the worker. */
    public Process process() {
        return process;
    }

    /** Where it stands in the tree of processes. */
    public String place() {
        return cookie.place();
    }

    /** The memory shared with it. */
    public WorkerArena arena() {
        return arena;
    }

    /** The pipe to it. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** The pipe from it. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Whether it has said all it was to say before it takes work; without waiting for that. */
    public boolean isReady() {
        return control != null && signs.seen == signs.expected;
    }

    /** Whether it cannot become ready any more because this program is ending: what it says of that is no news. */
    public boolean comesTooLate() {
        return !isReady() && RunFolder.isRemoved();
    }

    /** Has it make itself ready for quick work until there is some. */
    void requestWarmUp(@Nullable ByteWriter program) throws IOException {
        var frame = new ByteWriter(256);
        ByteWriter sent = program == null ? new ByteWriter(0) : program;
        ToWorker.putWarmUp(frame, sent.array(), sent.size());
        synchronized (signs) {
            signs.expected++;
            input().write(frame.array(), 0, frame.size());
            input().flush();
        }
    }

    /**
     * Waits until it says that it can take work; then its control pipe is open, and the names that it no longer needs are
     * removed.
     *
     * @return false if it ended before
     */
    public boolean awaitReady() throws IOException {
        synchronized (signs) {
            while (signs.seen < signs.expected) {
                int sign = process.getInputStream().read();
                if (sign < 0) {
                    return false;
                }
                if (sign != ToParent.READY) {
                    throw new WireException("a worker's first byte is " + sign + " instead of its ready sign");
                }
                signs.seen++;
            }
            if (control == null) {
                control = new RandomAccessFile(controlPath.toFile(), "rw"); // For reading too: opening never waits so.
                removeStartFiles();
            }
            return true;
        }
    }

    /** What it prints past our streams. */
    public InputStream log() {
        return process.getErrorStream();
    }

    /** Tells it something on its control pipe; nothing before it was ready and after its pipes were closed. */
    public void tell(byte... message) throws IOException {
        controlLock.lock();
        try {
            RandomAccessFile open = control;
            if (open != null && !controlOver) {
                open.write(message);
            }
        } finally {
            controlLock.unlock();
            if (controlOver) {
                closeControl();
            }
        }
    }

    /**
     * Waits for the exit of a worker whose channel has ended, and kills it if that takes more than a grace. An interrupt is
     * put off.
     *
     * @return the status as Java gives it
     */
    public int awaitExit() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!process.waitFor(EXIT_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                        process.destroyForcibly();
                        process.waitFor();
                    }
                    return process.exitValue();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Closes the pipes of a worker that has ended. */
    public void closePipes() throws IOException {
        closeControl();
        output().close();
        try {
            input().close();
        } catch (IOException e) {
            // What the stream still buffered has nowhere to go; the descriptor is closed all the same.
            LOG.log(Level.DEBUG, "the pipe to a worker that ended had unsent bytes", e);
        }
    }

    /** Whoever is writing closes it after that: what is written to a closed descriptor may arrive anywhere. */
    private void closeControl() throws IOException {
        controlOver = true;
        if (controlLock.tryLock()) {
            try {
                RandomAccessFile open = control;
                if (open != null) {
                    open.close();
                }
            } finally {
                controlLock.unlock();
            }
        }
    }

    /** What it left on disk when it ended, if anything. */
    public DeathFiles deathFiles() {
        return DeathFiles.of(process.pid(), settings);
    }

    /** Ends what a worker that did not end by itself has left running. */
    public void endDescendants() {
        cookie.endDescendants();
    }

    /** Removes the names that a ready worker no longer needs; what is open or mapped stays. */
    private void removeStartFiles() throws IOException {
        Files.deleteIfExists(arenaPath);
        Files.deleteIfExists(argumentPath);
    }

    /** The file of one of the worker's own segments. */
    public Path segment(int slot) {
        return segmentPath(segmentPrefix.toString(), slot);
    }

    /** The file of one of the segments of the worker with this prefix. */
    public static Path segmentPath(String prefix, int slot) {
        return Path.of(prefix + "-" + slot);
    }

    /** The file of the answer to one of the worker's requests for classes. */
    Path answer(long request) {
        return answerPath(segmentPrefix.toString(), request);
    }

    /** The file of an answer to the worker with this prefix. */
    public static Path answerPath(String prefix, long request) {
        return Path.of(prefix + "-class-" + request);
    }

    /** The file of one of its thread dumps. */
    public Path dump(long request) {
        return dumpPath(segmentPrefix.toString(), request);
    }

    /** The file of a thread dump of the worker with this prefix. */
    public static Path dumpPath(String prefix, long request) {
        return Path.of(prefix + "-dump-" + request);
    }

    /** Ends one of which nobody is to hear anything any more, and what it has started. */
    public void discard() {
        process.toHandle().destroyForcibly();
        try {
            process.getOutputStream().close();
            process.getInputStream().close();
            process.getErrorStream().close();
            synchronized (signs) { // Who waits for it sees its end, and opens no more.
                closeControl();
                removeAll();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not clear up after a spare process", e);
        }
        endDescendants();
    }

    /** Removes what is left on disk of a worker that has ended. */
    public void removeAll() throws IOException {
        removeStartFiles();
        Files.deleteIfExists(controlPath);
        Files.deleteIfExists(Path.of(segmentPrefix + "-dumping"));
        for (int slot = 0; slot < WorkerArena.SEGMENT_SLOTS; slot++) {
            if (Files.exists(segment(slot))) {
                new ReusedSegment(segment(slot).toFile()).empty();
                Files.deleteIfExists(segment(slot));
            }
        }
    }
}
