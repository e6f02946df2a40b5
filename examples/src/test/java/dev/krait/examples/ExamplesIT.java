package dev.krait.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExamplesIT {
    @Test
    void list_namesEachExampleInOneLineWithItsPythonCounterpart() throws Exception {
        var result = ExampleRun.run("list");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .hasSizeGreaterThan(9)
                .allSatisfy(line -> assertThat(line).contains("(in Python: "))
                .anySatisfy(line -> assertThat(line).startsWith("wordcount "))
                .anySatisfy(line -> assertThat(line).startsWith("showdown "));
    }

    @Test
    void help_explainsAndDoesNothing() throws Exception {
        var result = ExampleRun.run("wordcount", "--help");

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("Usage: krait-examples wordcount");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void unknownName_isRefusedByName() throws Exception {
        var result = ExampleRun.run("wordcuont", "--top", "3");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("there is no example named 'wordcuont'", "'list' lists");
    }

    @Test
    void commandLineThatMakesNoSense_isRefusedWithAMessage() throws Exception {
        var result = ExampleRun.run("pi", "--points", "5", "--tasks", "6");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("krait-examples pi: --points must be at least one for each task, not 5\n")
                .endsWith("'krait-examples pi --help' explains\n");
    }
}
