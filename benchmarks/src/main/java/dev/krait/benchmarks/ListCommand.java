package dev.krait.benchmarks;

import dev.krait.benchmarks.work.Scenarios;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Names what can be compared. */
@Command(name = "list", description = "Lists the scenarios with their units and goals.")
final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        for (var scenario : Scenarios.all()) {
            out.println(scenario.name() + "\t" + scenario.unit() + "\t" + scenario.describeGoals());
        }
        out.flush();
        return 0;
    }
}
