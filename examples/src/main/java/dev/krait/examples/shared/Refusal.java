package dev.krait.examples.shared;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses command lines that make no sense, or that would take the machine. */
public final class Refusal {
    /** Each is a JVM. */
    public static final int MOST_PROCESSES = 1_000;

    /** More are started for a long time, in which nothing is to be seen. */
    public static final int MOST_THREADS = 10_000;

    private Refusal() {}

    /**
     * Refuses what makes no sense.
     *
     * @param sensible whether it does
     * @param spec the command
     * @param message what does not, and why
     */
    public static void unless(boolean sensible, CommandSpec spec, String message) {
        if (!sensible) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /**
     * Refuses a number of less than one or more than so many.
     *
     * @param most the highest that there may be
     * @param spec the command
     * @param option the option that says the number
     * @param value the number
     */
    public static void unlessUpTo(int most, CommandSpec spec, String option, int value) {
        unless(1 <= value && value <= most, spec, option + " must be between 1 and " + most + ", not " + value);
    }
}
