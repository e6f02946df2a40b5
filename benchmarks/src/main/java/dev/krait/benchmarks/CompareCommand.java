package dev.krait.benchmarks;

import dev.krait.benchmarks.report.JsonLines;
import dev.krait.benchmarks.report.ResultTable;
import dev.krait.benchmarks.scenario.Glob;
import dev.krait.benchmarks.scenario.Result;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.scenario.Verdict;
import dev.krait.benchmarks.side.Pinning;
import dev.krait.benchmarks.side.PythonScript;
import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.SideFailure;
import dev.krait.benchmarks.work.Scenarios;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures scenarios side by side and shows what they come to. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Measures Krait side by side with Python's own modules and, where it makes sense, the JDK's classes.",
            "",
            "All sides of a scenario work by turns on this machine, each in a process of its own, warmed up. The best of "
                    + "5 rounds counts; where a goal is less than 10 %% from 1, the median of 20. Ends with 1 if a goal "
                    + "is missed, and with 3 if something could not be measured.",
            ""
        })
final class CompareCommand implements Callable<Integer> {
    private static final Duration QUICK_TIME = Duration.ofSeconds(165);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "GLOB",
            description = "Only the scenarios of these names, with * for any text; may be given several times.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results there, too, one JSON object a line, each as soon as it is known.")
    private @Nullable Path json;

    @Option(
            names = "--python",
            paramLabel = "CMD",
            description = "A Python 3 to compare with; may be given several times, and the best one counts. Without it "
                    + "the python3 on the path and /usr/bin/python3.")
    private List<String> pythons = new ArrayList<>();

    @Option(
            names = "--quick",
            description = "A first impression within three minutes: less work, fewer rounds, never ends with 1.")
    private boolean quick;

    @Option(
            names = "--pin",
            description =
                    "Tie all sides of the latencies of hand-overs to one core each time, with taskset where there "
                            + "is one; their goals are meant so.")
    private boolean pin;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help = new HelpOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> scenarios = chosen();
        if (pythons.stream().anyMatch(String::isBlank)) {
            throw refused("--python needs a command, such as python3");
        }
        var progress = new Progress(spec.commandLine().getErr(), scenarios.size());
        Pinning pinning = pinning(progress);
        Pace pace = quick ? Pace.within(QUICK_TIME, System::nanoTime) : Pace.thorough();
        try (var lines = openJson();
                var script = new PythonScript()) {
            Map<String, String> usable =
                    Pythons.usable(pythons.isEmpty() ? Pythons.ofThisMachine() : pythons, progress);
            var contest = new Contest(
                    quick ? Scale.QUICK : Scale.FULL, List.copyOf(usable.keySet()), script, pinning, progress);
            return compare(scenarios, contest, progress, pace, about(usable, pinning), lines);
        }
    }

    private List<Scenario> chosen() {
        List<Scenario> all = Scenarios.all();
        for (String glob : only) {
            if (all.stream().map(Scenario::name).noneMatch(Glob.matching(glob))) {
                throw refused("--only " + glob + " matches no scenario; 'list' names them");
            }
        }
        Predicate<String> wanted = only.stream().map(Glob::matching).reduce(name -> only.isEmpty(), Predicate::or);
        return all.stream().filter(scenario -> wanted.test(scenario.name())).toList();
    }

    private Writer openJson() {
        if (json == null) {
            return Writer.nullWriter();
        }
        try {
            return Files.newBufferedWriter(json);
        } catch (IOException e) {
            throw refused("--json " + json + " cannot be written: " + e);
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Pinning pinning(Progress progress) {
        if (!pin) {
            return Pinning.none();
        }
        return Pinning.toOneCore().orElseGet(() -> {
            progress.note("there is no taskset here, so nothing is pinned");
            return Pinning.none();
        });
    }

    private int compare(
            List<Scenario> scenarios, Contest contest, Progress progress, Pace pace, String about, Writer lines)
            throws IOException {
        var table = new ResultTable();
        try {
            return fill(table, scenarios, contest, progress, pace, lines);
        } finally {
            show(about, table); // Also what there is when the file for the figures takes no more.
        }
    }

    private int fill(
            ResultTable table, List<Scenario> scenarios, Contest contest, Progress progress, Pace pace, Writer lines)
            throws IOException {
        boolean missed = false;
        boolean failed = false;
        for (int i = 0; i < scenarios.size(); i++) {
            Scenario scenario = scenarios.get(i);
            progress.begin(scenario.name());
            Optional<Effort> effort = pace.next(scenarios.size() - i);
            if (effort.isEmpty()) {
                table.addWithout(scenario, "left out", Verdict.OPEN);
                progress.end("left out: time is up");
                write(lines, JsonLines.lineWithout(scenario, Verdict.OPEN));
                continue;
            }
            try {
                Result result = contest.measure(scenario, effort.get());
                missed |= result.verdict() == Verdict.MISSED;
                table.add(result);
                progress.end(ResultTable.summary(result));
                write(lines, JsonLines.line(result));
            } catch (SideFailure e) {
                failed = true;
                table.addWithout(scenario, "failed", Verdict.MISSED);
                progress.end("FAILED: " + e.getMessage());
                write(lines, JsonLines.lineWithout(scenario, Verdict.MISSED));
            }
        }
        if (failed) {
            return Benchmarks.FAILED;
        }
        return missed && !quick ? Benchmarks.MISSED : 0;
    }

    /** One at a time, so that a reader has what is known so far. */
    private void write(Writer lines, String line) throws IOException {
        try {
            lines.write(line + "\n");
            lines.flush();
        } catch (IOException e) {
            throw new IOException("--json " + json + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** What the figures are of. */
    private String about(Map<String, String> pythonVersions, Pinning pinning) {
        String versions = pythonVersions.entrySet().stream()
                .map(python -> python.getValue() + " (" + python.getKey() + ")")
                .collect(Collectors.joining(", "));
        return "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + "; Python " + (versions.isEmpty() ? "is not there" : versions)
                + (pinning.isNone() ? "" : "; hand-overs on one core")
                + (quick ? "; quick: indicative only" : "");
    }

    private void show(String about, ResultTable table) {
        var out = spec.commandLine().getOut();
        out.println(about);
        out.println();
        out.print(table);
        out.flush();
    }
}
