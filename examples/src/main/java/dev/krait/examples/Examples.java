package dev.krait.examples;

import dev.krait.examples.classics.JobQueue;
import dev.krait.examples.classics.LostUpdate;
import dev.krait.examples.classics.LostWorker;
import dev.krait.examples.classics.MonteCarloPi;
import dev.krait.examples.classics.Pages;
import dev.krait.examples.classics.Pipeline;
import dev.krait.examples.classics.RangeCount;
import dev.krait.examples.classics.SquareNumbers;
import dev.krait.examples.classics.Thumbnails;
import dev.krait.examples.classics.WorkerQueue;
import dev.krait.examples.ports.ManagerTypesDemo;
import dev.krait.examples.ports.PoolDemo;
import dev.krait.examples.ports.SharedMemoryDemo;
import dev.krait.examples.ports.SynchronizeDemo;
import dev.krait.examples.ports.WorkersDemo;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.examples.showdown.Showdown;
import dev.krait.examples.wordcount.WordCount;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The examples' command line: {@code java -jar krait-examples.jar NAME [options]}.
 *
 * <p>Ends with 0 if all went well, with 1 if the job failed in whole or in part, and with 2 if it was not begun because the
 * command line makes no sense. What a user sees of a failure is one message, never a stack trace.
 */
@Command(
        name = "krait-examples",
        description = "Programs that do a real job with Krait; each has a Python counterpart.",
        footer = {"", "NAME --help explains an example."},
        synopsisSubcommandLabel = "NAME",
        subcommands = {
            ExampleList.class,
            SquareNumbers.class,
            LostUpdate.class,
            WorkerQueue.class,
            Pages.class,
            RangeCount.class,
            MonteCarloPi.class,
            Thumbnails.class,
            LostWorker.class,
            Pipeline.class,
            JobQueue.class,
            WordCount.class,
            Showdown.class,
            PoolDemo.class,
            SynchronizeDemo.class,
            WorkersDemo.class,
            ManagerTypesDemo.class,
            SharedMemoryDemo.class
        })
public final class Examples implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger("dev.krait.examples");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain this and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private Examples() {}

    /**
     * Runs an example and ends the JVM with its status.
     *
     * @param args the example's name and its options
     */
    public static void main(String[] args) {
        // Charts are drawn on machines without a display, too.
        System.setProperty("java.awt.headless", "true");
        int status = run(args);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** Runs an example and returns its status. */
    @SuppressWarnings("SystemConsoleNull")
    static int run(String... args) {
        CommandLine commands = new CommandLine(new Examples())
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Examples::refuse)
                .setExecutionExceptionHandler(Examples::fail);
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println("krait-examples: out of memory: " + e.getMessage()
                    + "; give this JVM more with -Xmx, or use fewer workers");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name an example");
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        boolean unknownName = command.getParent() == null
                && e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.isUnknownOption();
        if (unknownName) {
            err.println(name + ": there is no example named '"
                    + ((UnmatchedArgumentException) e).getUnmatched().get(0) + "'; 'list' lists what there is");
        } else {
            err.println(name + ": " + problem(e));
            err.println("'" + name + " --help' explains" + (command.getParent() == null ? ", 'list' lists them" : ""));
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String problem(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return "unexpected argument '" + String.join("' and '", unmatched.getUnmatched()) + "'";
        }
        return String.valueOf(e.getMessage());
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        String message = e instanceof ExampleFailure ? e.getMessage() : "unexpected: " + e;
        LOG.log(System.Logger.Level.DEBUG, "an example failed", e);
        command.getErr().println(name + ": " + message);
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
