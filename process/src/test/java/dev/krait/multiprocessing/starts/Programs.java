package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Pool;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Small programs that tests compile, pack and run in JVMs of their own. */
final class Programs {
    /** A program that has a worker compute with a lambda, a private record and a captured value. */
    static final String SAMPLE = """
            package sample;

            import dev.krait.multiprocessing.Pool;
            import java.util.List;

            public class Sample {
                private record Pair(int left, int right) implements java.io.Serializable {}

                public static void main(String[] arguments) throws Exception {
                    int factor = Integer.parseInt(arguments[0]);
                    try (var pool = new Pool(1)) {
                        List<Pair> pairs = pool.map(x -> new Pair(x * factor, 1), List.of(1, 2, 3));
                        long worker = pool.apply(() -> ProcessHandle.current().pid());
                        System.out.println(pairs + " elsewhere: " + (worker != ProcessHandle.current().pid()));
                    }
                }
            }
            """;

    /** What it prints when its argument is 7. */
    static final String SAMPLE_SAYS =
            "[Pair[left=7, right=1], Pair[left=14, right=1], Pair[left=21, right=1]]" + " elsewhere: true";

    private static final long MOST_SECONDS = 120;

    /** How a program ended. */
    record Run(int exitCode, String output) {
        /** Asserts that it ended well and printed this and nothing else. */
        void assertSays(String text) {
            assertThat(output.strip()).isEqualTo(text);
            assertThat(exitCode).isZero();
        }
    }

    private Programs() {}

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** The folders or jars of this library that the test itself runs with. */
    static List<Path> krait() {
        return List.of(location(Action.class), location(Pool.class));
    }

    /** The annotations that compilers look for, and nobody at run time. */
    static Path jspecify() {
        return location(NullMarked.class);
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** This library as two jars in a folder. */
    static List<Path> kraitJars(Path folder) throws IOException {
        var jars = new ArrayList<Path>();
        for (Path part : krait()) {
            Path jar = folder.resolve("krait-" + jars.size() + ".jar");
            if (Files.isDirectory(part)) {
                jar(jar, null, part);
            } else {
                Files.copy(part, jar);
            }
            jars.add(jar);
        }
        return jars;
    }

    /** Compiles one source file, in the package that it names, into a new folder. */
    static Path compile(Path folder, String name, String source, String... options) throws IOException {
        Path sources = Files.createTempDirectory(folder, "sources");
        Path file = sources.resolve(name + ".java");
        Files.writeString(file, source);
        return compile(folder, List.of(file), options);
    }

    static Path compile(Path folder, List<Path> files, String... options) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-encoding", "UTF-8", "-proc:none"));
        arguments.addAll(List.of(options));
        files.forEach(file -> arguments.add(file.toString()));
        tool("javac", arguments);
        return classes;
    }

    static String path(Path... entries) {
        return path(Arrays.asList(entries));
    }

    static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    static Path jar(Path jar, Path manifest, Path classes) throws IOException {
        var arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
        if (manifest != null) {
            arguments.addAll(List.of("--manifest", manifest.toString()));
        }
        arguments.addAll(List.of("-C", classes.toString(), "."));
        tool("jar", arguments);
        return jar;
    }

    static void tool(String name, List<String> arguments) {
        var output = new ByteArrayOutputStream();
        var out = new PrintStream(output, true, StandardCharsets.UTF_8);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments.toArray(String[]::new));
        assertThat(code).as(() -> name + ": " + output).isZero();
    }

    /** Runs a JVM in a folder with nothing of ours in its environment. */
    static Run run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return run(folder, java(), arguments, "");
    }

    static Run run(Path folder, Path program, List<String> arguments, String input)
            throws IOException, InterruptedException {
        // The command line itself is kept short, whatever the paths.
        Path log = Files.createTempFile(folder, "output", ".txt");
        Path typed = Files.createTempFile(folder, "input", ".txt");
        Files.writeString(typed, input);
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(typed.toFile())
                .redirectOutput(log.toFile());
        builder.environment().remove("CLASSPATH");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(program + " " + arguments + " did not end; it printed " + Files.readString(log));
        }
        return new Run(process.exitValue(), Files.readString(log));
    }

    /** Copies files, without their folders, into a new folder. */
    static Path copyTo(Path folder, List<Path> files) {
        try {
            Files.createDirectories(folder);
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is below a folder into another. */
    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    static List<Path> listed(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
