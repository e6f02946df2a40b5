package dev.krait.multiprocessing.internal.launch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What every process of a run carries in its environment, and hands on to whatever it starts: the run's random name and
 * the process's place in the tree, such as {@code 5f0c…/100-2/117-1} for the first child, by process 117, of the second
 * child, by process 100, of the root.
 *
 * <p>By it the descendants of a killed process are found, which the system gives to another parent at once.
 */
public final class RunCookie {
    /** The environment variable. */
    public static final String VARIABLE = "KRAIT_RUN";

    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int NAME_LENGTH = 16;
    private static final String DIGITS = "0123456789";

    private static @Nullable RunCookie own;

    private final String text;
    private final AtomicInteger children = new AtomicInteger();

    private RunCookie(String text) {
        this.text = text;
    }

    /** One that was written down, by {@link #toString}; null if it was not. */
    static @Nullable RunCookie written(String text) {
        return isWritten(text) ? new RunCookie(text) : null;
    }

    /** By hand: the first use of regular expressions would take longer than all else that a worker does with this. */
    private static boolean isWritten(String text) {
        int at = skip(text, 0, "0123456789abcdef");
        boolean fits = at == NAME_LENGTH;
        while (fits && at < text.length()) {
            int number = at + 1;
            int dash = skip(text, number, DIGITS);
            int end = skip(text, dash + 1, DIGITS);
            fits = text.charAt(at) == '/'
                    && dash > number
                    && dash < text.length()
                    && text.charAt(dash) == '-'
                    && end > dash + 1;
            at = end;
        }
        return fits;
    }

    /** The end of the characters from a place on that are among these. */
    private static int skip(String text, int from, String these) {
        int at = from;
        while (at < text.length() && these.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** In a process that was launched with a cookie of its own: takes that. To be called before anything else. */
    public static synchronized void takeOwn() {
        String inherited = System.getenv(VARIABLE);
        own = inherited == null ? null : written(inherited);
    }

    /** The one of this process. Where a program of another kind lies between, it is a new one below what that inherited. */
    public static synchronized RunCookie own() {
        RunCookie known = own;
        if (known == null) {
            String inherited = System.getenv(VARIABLE);
            RunCookie above = inherited == null ? null : written(inherited);
            known = above == null
                    ? new RunCookie(String.format("%016x", new SecureRandom().nextLong()))
                    : above.newChild();
            own = known;
        }
        return known;
    }

    /** One for a child that is about to be launched. */
    RunCookie newChild() {
        return new RunCookie(text + "/" + ProcessHandle.current().pid() + "-" + children.incrementAndGet());
    }

    /** Whether the other is this one or a descendant of it. */
    boolean isAtOrAbove(RunCookie other) {
        return other.text.equals(text) || other.text.startsWith(text + "/");
    }

    /** In a process that was launched: whether the one that launched it is there; another takes its place at once. */
    public boolean launcherIsParent() {
        String number = text.substring(text.lastIndexOf('/') + 1, text.lastIndexOf('-'));
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == Long.parseLong(number))
                .isPresent();
    }

    /** Which child of which child of the root it is, such as {@code 2:1}; empty for the root. */
    public String place() {
        return text.replaceAll("^[^/]*/?", "").replaceAll("[0-9]+-", "").replace('/', ':');
    }

    /** How many ancestors it has, 0 for the root of a run. */
    public int depth() {
        return (int) text.chars().filter(c -> c == '/').count();
    }

    /**
     * Ends what is left below a process: everything that carries its cookie or one below it, but never this process. Only
     * where the system shows the environment of processes, as Linux does.
     */
    public void endDescendants() {
        List<ProcessHandle> left = descendants();
        left.forEach(ProcessHandle::destroy);
        if (!left.isEmpty()) {
            Later.after(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> left.forEach(ProcessHandle::destroyForcibly));
        }
    }

    private List<ProcessHandle> descendants() {
        if (!Files.isDirectory(PROCESSES)) {
            return List.of();
        }
        long self = ProcessHandle.current().pid();
        var found = new ArrayList<ProcessHandle>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != self && isAtOrBelow(process.resolve("environ"))) {
                    // The handle knows when its process began, so that it never hits another with the same number.
                    ProcessHandle.of(pid)
                            .filter(handle -> isAtOrBelow(process.resolve("environ")))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            System.getLogger("dev.krait.multiprocessing")
                    .log(Level.DEBUG, "cannot look for what process " + text + " left", e);
        }
        return found;
    }

    private boolean isAtOrBelow(Path environment) {
        String wanted = "\0" + VARIABLE + "=" + text;
        try {
            // One byte per character, whatever the encoding: only our own value is looked at.
            String all = "\0" + new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1);
            int at = all.indexOf(wanted);
            if (at < 0) {
                return false;
            }
            int end = at + wanted.length();
            return end == all.length() || all.charAt(end) == '\0' || all.charAt(end) == '/';
        } catch (IOException notOurs) {
            return false;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
