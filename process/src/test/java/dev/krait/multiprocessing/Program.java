package dev.krait.multiprocessing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A main class that runs in a JVM of its own, as a user's program does. */
final class Program implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final java.lang.Process process;
    private final BufferedReader output;

    private Program(java.lang.Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Program start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** With options of the JVM. */
    static Program start(List<String> options, Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new Program(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    String readLine() throws IOException {
        return output.readLine();
    }

    /** What it printed until it ended. */
    String rest() throws IOException {
        var text = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    /** Waits until a process is over, if nobody has waited for it yet too. */
    static void awaitEnd(long pid) {
        await().pollInSameThread().atMost(LONG).until(() -> !runs(pid));
    }

    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }
}
