package dev.krait.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.benchmarks.side.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
    private static final String TINY = "thread.lock.uncontended";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        return Benchmarks.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    /** Says the same figure each time, so the outcome is known before. */
    private String pythonThatClaims(String figure) throws Exception {
        Path python = folder.resolve("python-" + figure);
        Files.writeString(
                python,
                "#!/bin/sh\nif [ \"$1\" = -c ]; then echo 9.9; exit; fi\necho ready 9.9\n"
                        + "while read order rest; do case $order in round) echo figure " + figure
                        + ";; *) echo ok;; esac; done\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        return python.toString();
    }

    @Test
    void comparisonWithoutPython_leavesItsColumnEmpty_andMissesNothingForThat() throws Exception {
        Path json = folder.resolve("results.json");

        int status = run("compare", "--only", TINY, "--python", "no-such-python", "--quick", "--json", json.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(err.toString()).contains("'no-such-python' is no Python interpreter");
        assertThat(out.toString()).contains("Python is not there").contains("| " + TINY + " |");
        assertThat(Files.readAllLines(json))
                .singleElement()
                .asString()
                .startsWith("{\"scenario\":\"" + TINY + "\",\"unit\":\"ns\",\"better\":\"lower\",\"krait\":")
                .contains("\"python\":null,", "\"ratio\":null,");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theBestOfSeveralPythons_counts() throws Exception {
        Path json = folder.resolve("results.json");

        int status = run(
                "compare",
                "--quick",
                "--only",
                TINY,
                "--json",
                json.toString(),
                "--python",
                pythonThatClaims("5000"),
                "--python",
                pythonThatClaims("4000"),
                "--python",
                pythonThatClaims("6000"));

        assertThat(status).as(err.toString()).isZero();
        assertThat(Files.readString(json)).contains("\"python\":4000,");
        assertThat(out.toString()).contains("9.9 (" + folder.resolve("python-4000") + ")");
        assertThat(err.toString()).contains("[1/1] " + TINY);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void missedGoal_endsWithOne_butNotWhenQuick() throws Exception {
        String unbeatable = pythonThatClaims("0.001");

        assertThat(run("compare", "--only", TINY, "--python", unbeatable))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString()).contains("| NO  |");
        assertThat(run("compare", "--only", TINY, "--python", unbeatable, "--quick", "--pin"))
                .as(err.toString())
                .isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @Timeout(60)
    void pythonThatNeverAnswers_isLeftOut() throws Exception {
        Path python = Files.writeString(folder.resolve("hung"), "#!/bin/sh\nexec tail -f /dev/null\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));

        assertThat(run("compare", "--quick", "--only", TINY, "--python", python.toString()))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("hung' is no Python interpreter that can be started here");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pythonThatFailsInTheMiddle_isLeftOut() throws Exception {
        assertThat(run("compare", "--quick", "--only", TINY, "--python", pythonThatClaims("nonsense")))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("answered with no number: nonsense; it is left out of this scenario");
    }

    @Test
    void badOptions_areRefusedWithTwo_beforeAnythingIsMeasured() {
        for (List<String> args : List.of(
                List.<String>of(),
                List.of("compete"),
                List.of("compare", "--fast"),
                List.of("compare", "--only"),
                List.of("compare", "--only", "no.such.scenario"),
                List.of("compare", "--only", TINY, "--only", "no.such.scenario"),
                List.of("compare", "--python", " "),
                List.of(
                        "compare",
                        "--json",
                        folder.resolve("missing/results.json").toString()),
                List.of("compare", "extra"))) {
            err.getBuffer().setLength(0);
            assertThat(run(args.toArray(String[]::new))).as("%s", args).isEqualTo(2);
            assertThat(err.toString()).startsWith("krait-benchmarks").contains("--help' explains");
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whereThereIsNoTaskset_pinningIsLeftOut_andTheTableDoesNotClaimIt() throws Exception {
        int status = runWithOnlyTheFolderOnThePath("compare", "--quick", "--pin", "--only", TINY, "--python", "none");

        assertThat(status).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("there is no taskset here, so nothing is pinned", "| " + TINY + " |")
                .doesNotContain("hand-overs on one core");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatCannotBeMeasured_hasARowAndALineWithoutFigures_andEndsWithThree() throws Exception {
        Path taskset = Files.writeString(folder.resolve("taskset"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(taskset, PosixFilePermissions.fromString("rwx------"));
        Path json = folder.resolve("results.json");

        int status = runWithOnlyTheFolderOnThePath(
                "compare",
                "--quick",
                "--pin",
                "--only",
                "thread.start_join",
                "--python",
                "none",
                "--json",
                json.toString());

        assertThat(status).as(out.toString()).isEqualTo(3);
        assertThat(out.toString()).contains("FAILED: Krait ended without an answer", "| failed |");
        assertThat(Files.readAllLines(json))
                .singleElement()
                .isEqualTo("{\"scenario\":\"thread.start_join\",\"unit\":\"us\",\"better\":\"lower\",\"krait\":null,"
                        + "\"python\":null,\"jdk\":null,\"ratio\":null,\"goal\":\"<= 1.05 JDK\",\"met\":false}");
    }

    /** Both streams of it are told to {@link #out}. */
    private int runWithOnlyTheFolderOnThePath(String... args) throws Exception {
        var builder = new ProcessBuilder(CommandLines.jvm(Benchmarks.class.getName(), List.of(args)))
                .redirectErrorStream(true);
        builder.environment().put("PATH", folder.toString());
        Process compare = builder.start();
        try (var output = compare.getInputStream()) {
            out.write(new String(output.readAllBytes(), StandardCharsets.UTF_8));
        }
        return compare.waitFor();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runThatIsEndedByASignal_leavesNoScriptBehind() throws Exception {
        var builder = new ProcessBuilder(
                CommandLines.jvm(Benchmarks.class.getName(), List.of("compare", "--only", "thread.start_join")));
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        Process compare = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("told").toFile())
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> scripts() == 1);
        compare.destroy();
        compare.waitFor();
        assertThat(scripts()).isZero();
    }

    private long scripts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("benchmarks-python-"))
                    .count();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fileOfFiguresThatTakesNoMore_endsWithThree_andTheTableIsShownAllTheSame() {
        assertThat(run("compare", "--quick", "--only", TINY, "--python", "none", "--json", "/dev/full"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("--json /dev/full cannot be written: No space left on device");
        assertThat(out.toString()).contains("| " + TINY + " |");
    }

    @Test
    void list_namesTheScenarios() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("pool.map.chunk1.builtin\ttasks/s\t>= 30 Python");
    }

    @Test
    void help_explains() {
        assertThat(run("compare", "--help")).isZero();
        assertThat(out.toString()).contains("--only", "--json", "--python", "--quick", "--pin");
    }
}
