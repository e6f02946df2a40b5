package dev.krait.examples.classics;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses command lines that make no sense. */
final class Refusal {
    private Refusal() {}

    static void unless(boolean sensible, CommandSpec spec, String message) {
        if (!sensible) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
