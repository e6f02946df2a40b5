package dev.krait.multiprocessing.internal.launch;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An archive of this library's classes, and of the JDK's that a worker uses first, from which a JVM starts faster.
 *
 * <p>It is made once for each JDK and copy of this library by a JVM of its own, which nobody waits for: workers that start
 * before it is there start without it. It is written under another name and renamed when it is whole. The JVM itself checks
 * that it fits, and goes on without it if not.
 */
final class ClassArchive {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final String PREFIX = "classes-";
    private static final Duration LONGEST_MAKING = Duration.ofMinutes(5);
    private static final Duration OLD = Duration.ofDays(60);
    private static final String TRAINING = "dev.krait.multiprocessing.internal.worker.ArchiveTraining";

    /**
     * It leaves at once and what it started goes on by itself, after the moment in which the first workers start and need
     * the processors more.
     */
    private static final String MAKER = "exec </dev/null >/dev/null 2>&1; trap '' INT HUP;"
            + " made=$1; archive=$2; mark=$3; training=$4; shift 4; ("
            + "sleep 2; self=$(exec sh -c 'echo $PPID'); rm -f \"$training/control\"; mkfifo -m 600 \"$training/control\""
            + " && " + RunCookie.VARIABLE + "=0000000000000000/$self-1 $(command -v nice) \"$@\""
            + " 3<\"$training/session\" 4>/dev/null"
            + " && mv -f \"$made\" \"$archive\"; rm -rf \"$made\" \"$training\" \"$mark\") &";

    private static final AtomicBoolean TRIED = new AtomicBoolean();

    private ClassArchive() {}

    /**
     * The option by which a worker uses the archive; none while there is no archive, which is then being made.
     *
     * @param gc the option for the garbage collector of workers, which an archive is made with too
     */
    static List<String> options(String gc) {
        try {
            Optional<String> name = name(gc);
            Optional<Path> cache = name.isEmpty() ? Optional.empty() : CacheFolder.get();
            if (cache.isEmpty()) {
                return List.of();
            }
            Path archive = cache.get().resolve(name.get());
            if (Files.isRegularFile(archive)) {
                return List.of("-XX:SharedArchiveFile=" + archive);
            }
            if (TRIED.compareAndSet(false, true)) {
                make(cache.get(), archive, gc);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "workers start without an archive of classes", e);
        }
        return List.of();
    }

    /** Only jars on the class path can be archived. */
    private static Optional<String> name(String gc) throws IOException {
        if (OwnJars.inBootLayer()) {
            return Optional.empty();
        }
        var identity = new StringBuilder(gc);
        for (String property : List.of("java.home", "java.runtime.version", "java.vm.name", "os.arch")) {
            identity.append('\n').append(System.getProperty(property));
        }
        var files = new ArrayList<>(OwnJars.paths());
        files.add(Path.of(System.getProperty("java.home"), "lib", "modules"));
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            identity.append('\n').append(file).append(' ').append(Files.size(file));
            identity.append(' ').append(Files.getLastModifiedTime(file));
        }
        return Optional.of(PREFIX + key(identity.toString()) + ".jsa");
    }

    private static String key(String identity) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest).toString(36);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static void make(Path cache, Path archive, String gc) throws IOException {
        removeOld(cache);
        Path mark = Path.of(archive + ".making");
        try {
            Files.createFile(mark);
        } catch (FileAlreadyExistsException anotherMakesIt) {
            return;
        }
        String made = archive + ".new";
        Path training = Path.of(archive + ".training");
        ByteWriter program = Spares.warmUp();
        if (!Files.isDirectory(training)) {
            Files.createDirectory(training);
        }
        Files.write(training.resolve("session"), new byte[0]); // Where the worker's tasks will come from.
        Files.write(training.resolve("program"), program == null ? new byte[0] : program.toByteArray());
        var command = new ArrayList<>(List.of("/bin/sh", "-c", MAKER, "krait-archive-maker"));
        command.addAll(List.of(made, archive.toString(), mark.toString(), training.toString()));
        command.addAll(List.of(
                JvmCommand.java().toString(),
                gc,
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-XX:ArchiveClassesAtExit=" + made));
        command.addAll(
                List.of("-cp", String.join(java.io.File.pathSeparator, ownPaths()), TRAINING, training.toString()));
        var builder = new ProcessBuilder(command)
                .directory(cache.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        builder.start();
    }

    private static List<String> ownPaths() {
        return OwnJars.paths().stream().map(Path::toString).toList();
    }

    /** What no JVM has made again for long, and what a maker left that was killed. */
    private static void removeOld(Path cache) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, PREFIX + "*")) {
            for (Path file : files) {
                Duration most = file.toString().endsWith(".jsa") ? OLD : LONGEST_MAKING;
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(Instant.now().minus(most))) {
                    if (Files.isDirectory(file)) {
                        removeIn(file);
                    }
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void removeIn(Path training) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(training)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
