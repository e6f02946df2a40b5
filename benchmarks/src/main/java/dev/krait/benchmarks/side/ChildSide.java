package dev.krait.benchmarks.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The parent's end of the conversation with a side that runs in a child process, be it a JVM or a Python interpreter.
 *
 * <p>A child for each side of each scenario, so that neither compiled code nor a heap full of other work gives one an
 * advantage. A child that does not answer in time is killed. Not thread-safe.
 */
public final class ChildSide implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.krait.benchmarks");
    private static final Duration END = Duration.ofSeconds(20);

    private final String name;
    private final Duration patience;
    private final Process process;
    private final OutputStream orders;
    private final BufferedReader answers;
    private final String version;

    /**
     * Starts a child and waits until it is ready for its first round.
     *
     * @param name what messages call it
     * @param command the child's command line
     * @param patience how long it may take for one answer
     * @throws SideFailure if it does not start or cannot do this scenario
     */
    public ChildSide(String name, List<String> command, Duration patience) throws SideFailure {
        this.name = name;
        this.patience = patience;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new SideFailure(name + " cannot be started: " + e.getMessage(), e);
        }
        orders = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            version = answer("ready", patience);
        } catch (SideFailure e) {
            close();
            throw e;
        }
    }

    /**
     * The version of what runs the child, as it says itself.
     *
     * @return such as {@code 3.13.0} or {@code 17}
     */
    public String version() {
        return version;
    }

    /**
     * Has the work done again and again, at least once, and forgets the figures.
     *
     * @param time how long
     * @throws SideFailure if the child fails
     */
    public void warmUp(Duration time) throws SideFailure {
        order("warm " + time.toMillis());
        answer("ok", patience.plus(time));
    }

    /**
     * Has the work done once.
     *
     * @return the child's figure, in the scenario's unit
     * @throws SideFailure if the child fails
     */
    public double round() throws SideFailure {
        order("round");
        String figure = answer("figure", patience);
        try {
            return Double.parseDouble(figure);
        } catch (NumberFormatException e) {
            throw new SideFailure(name + " answered with no number: " + figure, e);
        }
    }

    /**
     * Has the child check what is not part of the timed work.
     *
     * @throws SideFailure if it does not hold
     */
    public void verify() throws SideFailure {
        order("verify");
        answer("ok", patience);
    }

    private void order(String order) throws SideFailure {
        try {
            orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            throw new SideFailure(name + " is gone: " + e.getMessage(), e);
        }
    }

    /** Waits for one line that begins with a word, and returns the rest of it. */
    private String answer(String expected, Duration time) throws SideFailure {
        var guard = new Thread(() -> killAfter(time), "krait-benchmarks-guard");
        guard.setDaemon(true);
        guard.start();
        String line;
        try {
            line = answers.readLine();
        } catch (IOException e) {
            throw new SideFailure(name + " cannot be read: " + e.getMessage(), e);
        } finally {
            guard.interrupt();
        }
        if (line == null) {
            throw new SideFailure(name + " ended without an answer, or gave none within " + time.toSeconds() + " s");
        }
        int blank = line.indexOf(' ');
        String word = blank < 0 ? line : line.substring(0, blank);
        String rest = blank < 0 ? "" : line.substring(blank + 1);
        if (word.equals("error")) {
            throw new SideFailure(name + ": " + rest);
        }
        if (!word.equals(expected)) {
            throw new SideFailure(name + " answered '" + line + "' where '" + expected + "' was expected");
        }
        return rest;
    }

    private void killAfter(Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException answered) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the child and waits for its end; an interrupt makes it a kill. */
    @Override
    public void close() {
        closeQuietly(orders);
        boolean ended = false;
        try {
            ended = process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            kill();
        }
        closeQuietly(answers);
    }

    private void closeQuietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, name + " was gone before it was let go", e);
        }
    }
}
