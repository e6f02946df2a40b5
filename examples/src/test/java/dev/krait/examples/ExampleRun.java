package dev.krait.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar, run as its users run it. Its output goes to files, so that it never waits for a reader. */
public final class ExampleRun implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 180;

    private final Path out;
    private final Path err;
    private final Process process;

    private ExampleRun(List<String> options, String... arguments) throws IOException {
        out = Files.createTempFile("example", ".out");
        err = Files.createTempFile("example", ".err");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-jar");
        command.add(Path.of("target", "krait-examples.jar").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** Starts an example. */
    public static ExampleRun start(String... arguments) throws IOException {
        return new ExampleRun(List.of(), arguments);
    }

    /** Runs an example to its end. */
    public static ExampleResult run(String... arguments) throws Exception {
        try (var run = start(arguments)) {
            return run.result();
        }
    }

    /** The process of the command line itself. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has written to its standard output so far. */
    public String said() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Waits for the end. */
    public ExampleResult result() throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the example hangs; it has said: " + Files.readString(err));
        }
        return new ExampleResult(
                process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.getOutputStream().close();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
