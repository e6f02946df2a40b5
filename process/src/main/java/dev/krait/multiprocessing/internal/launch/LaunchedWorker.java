package dev.krait.multiprocessing.internal.launch;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A worker JVM that was started: its process, the pipes to and from it, its log stream, and the memory shared with it.
 *
 * <p>A small shell program stands between: it makes the control pipe, moves the two pipes of the protocol to descriptors
 * 3 and 4 where nothing that prints can reach them, points standard output and error to the log stream, and lets
 * interrupts of the terminal pass, so that Ctrl-C is the parent's to decide.
 */
public final class LaunchedWorker {
    private static final String SHELL = "/bin/sh";
    private static final String LAUNCHER =
            "trap '' INT; mkfifo -m 600 \"$1\" || exit 125; shift; exec 3<&0 4>&1 0</dev/null 1>&2; exec \"$@\"";
    private static final int RING_BYTES = 256 * 1024;

    private final Process process;
    private final WorkerArena arena;
    private final Path controlPath;
    private final Path arenaPath;
    private final Path argumentPath;
    private final Path segmentPrefix;

    private LaunchedWorker(
            Process process,
            WorkerArena arena,
            Path controlPath,
            Path arenaPath,
            Path argumentPath,
            Path segmentPrefix) {
        this.process = process;
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
        if (!Files.isExecutable(Path.of(SHELL))) {
            throw new IOException("cannot start worker processes: there is no " + SHELL
                    + " on this system, which sets up the pipes of a worker");
        }
        RunFolder folder = RunFolder.get();
        Path controlPath = folder.newPath("control-");
        Path arenaPath = folder.newPath("arena-");
        Path argumentPath = folder.newPath("arguments-");
        Path segmentPrefix = folder.newPath("worker-");
        try {
            WorkerArena arena = WorkerArena.create(arenaPath, RING_BYTES);
            List<String> arguments = JvmCommand.arguments(
                    workers,
                    mainClass,
                    List.of(controlPath.toString(), arenaPath.toString(), segmentPrefix.toString()));
            Files.writeString(
                    argumentPath,
                    arguments.stream().map(JvmCommand::quoted).collect(Collectors.joining("\n")),
                    argumentFileCharset());
            var command = new ProcessBuilder(
                    SHELL,
                    "-c",
                    LAUNCHER,
                    "krait-launcher",
                    controlPath.toString(),
                    JvmCommand.java().toString(),
                    "@" + argumentPath);
            // What they hold is among this JVM's own arguments, of which a worker gets those that are meant for it.
            command.environment().remove("JAVA_TOOL_OPTIONS");
            command.environment().remove("JDK_JAVA_OPTIONS");
            command.environment().put(RunFolder.ROOT_VARIABLE, RunFolder.root().toString());
            Process process = command.start();
            return new LaunchedWorker(process, arena, controlPath, arenaPath, argumentPath, segmentPrefix);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(arenaPath);
            Files.deleteIfExists(argumentPath);
            throw e;
        }
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

    /** What it prints past our streams. */
    public InputStream log() {
        return process.getErrorStream();
    }

    /**
     * Opens the control pipe, for reading too, so that opening never waits. Only once the worker said that it is ready.
     */
    public RandomAccessFile openControl() throws IOException {
        return new RandomAccessFile(controlPath.toFile(), "rw");
    }

    /** Removes the names that a ready worker no longer needs; what is open or mapped stays. */
    public void removeStartFiles() throws IOException {
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

    /** Removes what is left on disk of a worker that has ended. */
    public void removeAll() throws IOException {
        removeStartFiles();
        Files.deleteIfExists(controlPath);
        for (int slot = 0; slot < WorkerArena.SEGMENT_SLOTS; slot++) {
            Files.deleteIfExists(segment(slot));
        }
    }
}
