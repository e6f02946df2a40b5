package dev.krait.benchmarks;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The benchmarks' command line: {@code java -jar krait-benchmarks.jar compare} and what else there is.
 *
 * <p>Ends with 0 if all went well, with 1 if a goal was missed, with 2 if nothing was begun because the command line makes
 * no sense, and with 3 if something could not be measured.
 */
@Command(
        name = "krait-benchmarks",
        description = "Measures Krait beside Python's own modules and the JDK's classes.",
        footer = {"", "COMMAND --help explains a command."},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CompareCommand.class, GrowCommand.class, ListCommand.class, JmhCommand.class, SideCommand.class})
public final class Benchmarks implements Callable<Integer> {
    /** A goal was missed. */
    static final int MISSED = 1;

    /** Something could not be measured. */
    static final int FAILED = 3;

    private static final System.Logger LOG = System.getLogger("dev.krait.benchmarks");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help = new HelpOption();

    private Benchmarks() {}

    /**
     * Runs a command and ends the JVM with its status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int status = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Runs a command and returns its status. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Benchmarks())
                .setUsageHelpWidth(100)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Benchmarks::refuse)
                .setExecutionExceptionHandler(Benchmarks::fail)
                .execute(args);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name a command, such as 'compare'");
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage());
        command.getErr().println("'" + name + " --help' explains");
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        LOG.log(System.Logger.Level.DEBUG, "a command failed", e);
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + e);
        command.getErr().flush();
        return FAILED;
    }
}
