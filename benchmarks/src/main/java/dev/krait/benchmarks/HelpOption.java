package dev.krait.benchmarks;

import picocli.CommandLine.Option;

/** What all commands with options have: a way to ask what they do. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;
}
