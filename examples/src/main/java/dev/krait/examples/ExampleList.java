package dev.krait.examples;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** Lists the examples: name, what it does, and what one would write it with in Python. */
@Command(name = "list", description = "Lists the examples.")
final class ExampleList implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Set<String> names = spec.parent().subcommands().keySet();
        int longest = names.stream().mapToInt(String::length).max().orElse(1);
        for (CommandLine example : spec.parent().subcommands().values()) {
            CommandSpec known = example.getCommandSpec();
            if (known != spec) {
                UsageMessageSpec about = known.usageMessage();
                out.printf("%-" + longest + "s %s %s%n", known.name(), about.description()[0], about.footer()[0]);
            }
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
