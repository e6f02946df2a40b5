package dev.krait.multiprocessing.internal.launch;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What every process of a run carries in its environment, and hands on to whatever it starts: the run's random name and
 * the process's place in the tree, such as {@code 5f0c…/2/1} for the first child of the second child of the root.
 *
 * <p>By it the descendants of a killed process are found, which the system gives to another parent at once.
 */
public final class RunCookie {
    /** The environment variable. */
    public static final String VARIABLE = "KRAIT_RUN";

    private static final RunCookie OWN = of(System.getenv(VARIABLE));

    private final String text;
    private final AtomicInteger children = new AtomicInteger();

    private RunCookie(String text) {
        this.text = text;
    }

    private static RunCookie of(@Nullable String inherited) {
        return inherited == null || inherited.isEmpty()
                ? new RunCookie(String.format("%016x", new SecureRandom().nextLong()))
                : new RunCookie(inherited);
    }

    /** The one of this process. */
    public static RunCookie own() {
        return OWN;
    }

    /** One for a child that is about to be launched. */
    RunCookie newChild() {
        return new RunCookie(text + "/" + children.incrementAndGet());
    }

    /** How many ancestors it has, 0 for the root of a run. */
    public int depth() {
        return (int) text.chars().filter(c -> c == '/').count();
    }

    @Override
    public String toString() {
        return text;
    }
}
