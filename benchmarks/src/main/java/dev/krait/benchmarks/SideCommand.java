package dev.krait.benchmarks;

import dev.krait.benchmarks.scenario.Peer;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.side.CommandLines;
import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.SideServer;
import dev.krait.benchmarks.work.Scenarios;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a comparison starts: one side of one scenario, told what to do by the process that started it. */
@Command(name = "side", hidden = true, description = "Is one side of a comparison, which starts this by itself.")
final class SideCommand implements Callable<Integer> {
    private static final String KRAIT = "krait";
    private static final String JDK = "jdk";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0")
    private String who = "";

    @Parameters(index = "1")
    private String name = "";

    @Parameters(index = "2")
    private int divisor;

    /** The command line that has Krait's side, or the JDK's, done. */
    static List<String> commandLine(@Nullable Peer peer, Scenario scenario, Scale scale) {
        return CommandLines.jvm(
                Benchmarks.class.getName(),
                List.of("side", peer == null ? KRAIT : JDK, scenario.name(), Integer.toString(scale.divisor())));
    }

    @Override
    public Integer call() throws Exception {
        Scenario scenario = Scenarios.named(name)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "no scenario " + name));
        Side.Opener opener = who.equals(KRAIT) ? scenario.krait() : scenario.jdk();
        if (opener == null) {
            throw new ParameterException(spec.commandLine(), name + " has no side " + who);
        }
        PrintStream answers = System.out;
        // Nothing but answers may stand between the answers.
        System.setOut(System.err);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        new SideServer(orders, answers).serve(opener, new Scale(divisor));
        return 0;
    }
}
