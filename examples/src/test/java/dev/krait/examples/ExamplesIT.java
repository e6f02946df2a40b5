package dev.krait.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesIT {
    @Test
    void list_namesEachExampleInOneLineWithItsPythonCounterpart() throws Exception {
        var result = ExampleRun.run("list");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .hasSize(9)
                .allSatisfy(line -> assertThat(line).contains("(in Python: "))
                .anySatisfy(line -> assertThat(line).startsWith("wordcount "))
                .anySatisfy(line -> assertThat(line).startsWith("showdown "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "list --help",
                "wordcount --help",
                "wordcount -h",
                "showdown --help",
                "counter --help",
                "crash --help"
            })
    void help_explainsAndDoesNothing(String line) throws Exception {
        var result = ExampleRun.run(line.split(" "));

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("Usage: krait-examples");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void unknownName_isRefusedByName() throws Exception {
        var result = ExampleRun.run("wordcuont", "--top", "3");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("there is no example named 'wordcuont'", "'list' lists");
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
                "wordcount --workers many .",
                "wordcount --top 0 .",
                "wordcount --top 1 --top 2 .",
                "wordcount --retries -1 .",
                "wordcount no/such/path",
                "counter --times 0",
                "queue --workers 0",
                "queue --jobs 0",
                "pages --pages 0",
                "pages --delay -1",
                "range --rows 0",
                "range --workers 0",
                "range --from 3 --to 2",
                "pi --points 5 --tasks 6",
                "pi --tasks 0",
                "pi --workers 0",
                "thumbnails",
                "thumbnails no/such/folder into",
                "thumbnails --size 0 . into",
                "thumbnails . .",
                "crash --tasks 0",
                "showdown surplus",
                "showdown --threads 0",
                "showdown --workers -1",
                "showdown --downloads 0",
                "showdown --delay -1",
                "showdown --delay soon",
                "showdown --url gopher://example.org/",
                "showdown --url http://127.0.0.1/ --delay 1",
                "showdown --module no.such.module",
            })
    void commandLineThatMakesNoSense_isRefusedWithAMessage(String line) throws Exception {
        var result = ExampleRun.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("krait-examples")
                .contains("--help' explains")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }
}
