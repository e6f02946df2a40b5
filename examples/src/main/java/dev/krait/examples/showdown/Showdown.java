package dev.krait.examples.showdown;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.examples.shared.Refusal;
import dev.krait.examples.shared.SlowServer;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.threading.Threading;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Does a job that waits and a job that computes in every way there is, and shows which way is best at what. */
@Command(
        name = "showdown",
        description = {
            "Threads or processes? Times both for a job that waits and for one that computes.",
            "",
            "The job that waits downloads pages, from a server on this machine that takes a while to answer or from"
                    + " addresses of your choice. The job that computes hashes, compresses and parses every class"
                    + " file of the running JDK. Each is done one by one, with threads, with virtual threads if this JDK has them"
                    + " (Java 21 and newer), and with processes, whose start is part of their time. Prints times and"
                    + " speed-ups, and draws them into showdown.png and showdown.svg.",
            "",
            "The exit status is 0 if all went well; 1 if a job failed or the ways gave different answers; 2 if the"
                    + " command line makes no sense.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: threading.Thread, queue.Queue, multiprocessing.Pool.map)")
public final class Showdown implements Callable<Integer> {
    private static final int DOWNLOADS = 48;
    private static final int CLASS_TASKS = 64;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--downloads",
            paramLabel = "N",
            description = "How many pages to download from the slow server; by default " + DOWNLOADS + ".")
    private @Nullable Integer downloads;

    @Option(
            names = "--delay",
            paramLabel = "MILLIS",
            description = "How long the slow server takes to answer, in milliseconds; by default 60.")
    private @Nullable Integer delay;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "An address to download instead, http or https; may be given several times.")
    private List<URI> urls = List.of();

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description =
                    "A module of the JDK whose class files to read, such as java.base; may be given several times;"
                            + " by default all.")
    private List<String> modules = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many threads download; by default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many processes do each job, and how many threads compute; by default one for each"
                    + " processor, but at least two.")
    private int workers = Math.max(2, Multiprocessing.cpuCount());

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where the charts go; by default the current folder. It is made if need be.")
    private Path out = Path.of(".");

    /** Made by the command line. */
    public Showdown() {}

    @Override
    public Integer call() throws Exception {
        refuseNonsense();
        List<List<String>> classes = findClasses();
        Path folder = makeFolder();
        var contests = new ArrayList<Contest<?, ?>>();
        try {
            contests.add(download());
            contests.add(parse(classes));
        } catch (IOException e) {
            throw new ExampleFailure(String.valueOf(e.getMessage()), e);
        }
        Path png = folder.resolve("showdown.png");
        Path svg = folder.resolve("showdown.svg");
        try {
            var chart = new SpeedChart(contests);
            Files.writeString(svg, chart.svg());
            chart.writePng(png);
        } catch (IOException e) {
            throw new ExampleFailure("cannot write the chart to " + folder.toAbsolutePath() + ": " + e.getMessage(), e);
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println("The chart is in " + png + " and " + svg + ".");
        console.flush();
        for (Contest<?, ?> contest : contests) {
            for (String disagreement : contest.disagreements()) {
                throw new ExampleFailure(disagreement);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private Contest<?, ?> download() throws Exception {
        if (!urls.isEmpty()) {
            return download("I/O-bound: " + Amounts.count(urls.size(), "download"), urls);
        }
        int pages = downloads == null ? DOWNLOADS : downloads;
        int millis = delay == null ? 60 : delay;
        try (var server = new SlowServer(Duration.ofMillis(millis))) {
            String title = "I/O-bound: " + Amounts.count(pages, "download") + ", each answered after " + millis + " ms";
            return download(title, server.pages(pages));
        }
    }

    private Contest<?, ?> download(String title, List<URI> pages) throws Exception {
        var contest = new Contest<>(title, Page::download, pages);
        contest.hold(2, threads, workers, this::announce);
        show(
                contest,
                Amounts.bytes(contest.answer().stream().mapToLong(Page::length).sum()) + " downloaded");
        return contest;
    }

    private Contest<?, ?> parse(List<List<String>> classes) throws Exception {
        var contest = new Contest<>(
                "CPU-bound: hashing, compressing and parsing the JDK's class files", ClassFacts::of, classes);
        contest.hold(CLASS_TASKS / 8, workers, workers, this::announce);
        show(contest, ClassFacts.sum(contest.answer()).toString());
        return contest;
    }

    private void announce(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(what + " ...");
        err.flush();
    }

    private void show(Contest<?, ?> contest, String answer) {
        PrintWriter console = spec.commandLine().getOut();
        console.print(ScoreTable.of(contest));
        if (!Threading.virtualThreadsAvailable()) {
            console.println("  (Java " + Runtime.version().feature() + " has no virtual threads)");
        }
        console.println(
                "  " + (contest.disagreements().isEmpty() ? "the same answer each time: " + answer : "answers DIFFER"));
        console.println();
        console.flush();
    }

    private void refuseNonsense() {
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        Refusal.unlessUpTo(Refusal.MOST_THREADS, spec, "--threads", threads);
        refuseUnless(downloads == null || downloads >= 1, "--downloads must be at least 1, not " + downloads);
        refuseUnless(delay == null || delay >= 0, "--delay must not be negative: " + delay);
        refuseUnless(
                urls.isEmpty() || (downloads == null && delay == null),
                "--downloads and --delay are for the slow server, which --url replaces");
        for (URI url : urls) {
            refuseUnless(
                    url.getScheme() != null && SCHEMES.contains(url.getScheme()) && url.getHost() != null,
                    "--url must be the address of a page with http or https, not " + url);
        }
    }

    private void refuseUnless(boolean sensible, String message) {
        Refusal.unless(sensible, spec, message);
    }

    private List<List<String>> findClasses() throws IOException {
        try {
            return ClassFolders.tasks(modules, CLASS_TASKS);
        } catch (NoSuchFileException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--module: this JDK has no " + e.getMessage() + "; 'java --list-modules' lists them");
        }
    }

    private Path makeFolder() throws ExampleFailure {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new ExampleFailure("cannot make the folder " + out + " for the charts: " + e, e);
        }
    }
}
