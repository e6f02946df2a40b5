package dev.krait.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself, in this JVM; the examples are run from the jar by the integration tests. */
class ExamplesTest {
    static Stream<String> names() {
        return run("list").out().lines().map(line -> line.replaceFirst(" .*", ""));
    }

    private static ExampleResult run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        int status;
        try {
            status = Examples.run(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new ExampleResult(
                status, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("names")
    void help_explainsEveryExample_andDoesNothing(String name) {
        for (String option : List.of("--help", "-h")) {
            ExampleResult result = run(name, option);

            assertThat(result.status()).isZero();
            assertThat(result.out()).startsWith("Usage: krait-examples " + name).contains("(in Python: ");
            assertThat(result.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void unknownOption_isRefusedByEveryExample(String name) {
        assertRefused(run(name, "--bogus"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExample_isInTheReadme(String name) throws Exception {
        assertThat(Files.readString(Path.of("../README.md"))).contains("`" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--bogus",
                "list more",
                "wordcount",
                "wordcount --bogus .",
                "wordcount --with fibres .",
                "wordcount --with",
                "wordcount --workers 0 .",
                "wordcount --workers 1001 .",
                "wordcount --workers many .",
                "wordcount --top 0 .",
                "wordcount --top 1 --top 2 .",
                "wordcount --retries -1 .",
                "wordcount no/such/path",
                "counter --times 0",
                "counter --times 1000000001",
                "queue --workers 0",
                "queue --workers 10001",
                "squares --numbers 0",
                "squares --threads 0",
                "squares --threads 100001",
                "squares --workers 0",
                "squares --workers 1001",
                "pipeline --numbers 0",
                "pipeline --numbers 2147483647",
                "pipeline --filters 0",
                "pipeline --filters 1001",
                "jobs",
                "jobs serve",
                "jobs serve --key-file key",
                "jobs serve --key-file key --port -1 word",
                "jobs serve --key-file key --patience 0 word",
                "jobs more",
                "jobs work --port 1",
                "jobs work --port 0 --key-file key",
                "jobs work --port 1 --key-file no/such/key",
                "queue --jobs 0",
                "pages --pages 0",
                "pages --pages 1001",
                "pages --delay -1",
                "range --rows 0",
                "range --workers 0",
                "range --workers 1001",
                "range --from 3 --to 2",
                "pi --points 5 --tasks 6",
                "pi --tasks 0",
                "pi --workers 0",
                "pi --workers 1001",
                "thumbnails",
                "thumbnails no/such/folder into",
                "thumbnails --size 0 . into",
                "thumbnails --size 4097 . into",
                "thumbnails --workers 1001 . into",
                "thumbnails . .",
                "crash --tasks 0",
                "showdown surplus",
                "showdown --threads 0",
                "showdown --threads 10001",
                "showdown --workers -1",
                "showdown --workers 1001",
                "showdown --downloads 0",
                "showdown --delay -1",
                "showdown --delay soon",
                "showdown --url gopher://example.org/",
                "showdown --url http://127.0.0.1/ --delay 1",
                "showdown --module no.such.module",
            })
    void commandLineThatMakesNoSense_isRefusedWithAMessage(String line) {
        assertRefused(run(line.isEmpty() ? new String[0] : line.split(" ")));
    }

    private static void assertRefused(ExampleResult result) {
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("krait-examples")
                .contains("--help' explains")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            squares extra                    | krait-examples squares: unexpected argument 'extra'
            squares --threads 100001         | krait-examples squares: --threads must be between 1 and 10000, not 100001
            jobs serve --port -1 --key-file key word | krait-examples jobs serve: --port must be between 0 and 65535, not -1
            jobs work --port 70000 --key-file key    | krait-examples jobs work: --port must be between 1 and 65535, not 70000
            jobs work --port 1 --key-file no/key | krait-examples jobs work: there is no key no/key; 'jobs serve' makes one
            jobs serve --key-file .. word    | krait-examples jobs serve: .. is a folder, not a key
            """)
    void refusal_namesWhatIsWrong_andPointsAtTheHelpThatHasIt(String line, String message) {
        ExampleResult result = run(line.split(" "));

        String name = message.substring(0, message.indexOf(':'));
        assertThat(result.err().lines()).containsExactly(message, "'" + name + " --help' explains");
    }

    @Test
    void helpOfSubcommands_hasTheirOptions() {
        assertThat(run("jobs", "serve", "--help").out())
                .startsWith("Usage: krait-examples jobs serve")
                .contains("--port", "--key-file", "--patience", "by default 10");
        assertThat(run("jobs", "work", "--help").out())
                .startsWith("Usage: krait-examples jobs work")
                .contains("--port", "--key-file");
    }

    @Test
    void help_tellsDefaults() {
        assertThat(run("range", "--help").out()).contains("by default 4.", "by default 8.", "by default 100.");
        assertThat(run("pi", "--help").out().replaceAll("\\s+", " ")).contains("Makes the points; by default 1.");
    }

    @Test
    void list_isAligned() {
        int longest = names().mapToInt(String::length).max().orElseThrow();

        assertThat(run("list").out().lines())
                .allSatisfy(line -> assertThat(line.substring(0, longest + 2)).matches("[a-z-]+ +[A-Z]"));
    }

    @Test
    void thumbnails_sayWhatFolderCannotBeMade_andWhichHasNoPictures(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ExampleResult none =
                run("thumbnails", folder.toString(), folder.resolve("into").toString());
        Files.writeString(folder.resolve("picture.png"), "");
        ExampleResult below =
                run("thumbnails", folder.toString(), file.resolve("into").toString());

        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("krait-examples thumbnails: there are no pictures in " + folder + "\n");
        assertThat(folder.resolve("into")).doesNotExist();
        assertThat(below.status()).isEqualTo(1);
        assertThat(below.err())
                .startsWith("krait-examples thumbnails: cannot make the folder " + file.resolve("into") + ": ")
                .doesNotContain("Exception");
    }

    @Test
    void helpOfTheWhole_andOfTheList_explain() {
        assertThat(run("--help").out()).startsWith("Usage: krait-examples");
        assertThat(run("list", "--help").out()).startsWith("Usage: krait-examples list");
    }
}
