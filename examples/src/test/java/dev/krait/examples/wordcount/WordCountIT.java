package dev.krait.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.krait.examples.ExampleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the packaged jar on a small tree. */
class WordCountIT {
    private static final String COUNTS = "the\t4\nfox\t2\ncat\t1\n";

    @TempDir
    Path folder;

    private Path tree;

    @BeforeEach
    void plant() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree/deeper")).getParent();
        Files.writeString(tree.resolve("a.txt"), "The fox, the FOX");
        Files.write(tree.resolve("deeper/ümläut-\u20ac"), "the\0cat\u00e4the".getBytes(UTF_8));
        Files.write(tree.resolve("empty"), new byte[0]);
    }

    private static String[] wordcount(String mode, Object... arguments) {
        var all = new java.util.ArrayList<>(java.util.List.of("wordcount", "--with", mode, "--workers", "2"));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return all.toArray(new String[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void tree_isCountedAndSummarised(String mode) throws Exception {
        var result = ExampleRun.run(wordcount(mode, tree));

        assertThat(result.out()).isEqualTo(COUNTS);
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("7 words, 3 different, in 3 files", "counting", "100%", "28/28 bytes");
    }

    @Test
    void bar_countsInAUnitOfWhichThereAreSome() throws Exception {
        Path file = Files.write(folder.resolve("larger"), new byte[123_456]);

        assertThat(ExampleRun.run(wordcount("sequential", file)).err()).contains("123/123 kB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void linksAndOverlaps_addNothing(String mode) throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "never seen");
        Files.createSymbolicLink(tree.resolve("link-to-file"), other);
        Files.createSymbolicLink(tree.resolve("link-to-folder"), folder);
        Files.createSymbolicLink(tree.resolve("link-to-nothing"), Path.of("nowhere"));
        Files.createLink(tree.resolve("second-name"), tree.resolve("a.txt"));
        Path roundabout = tree.resolve("deeper").resolve("..");

        var result = ExampleRun.run(wordcount(mode, "--quiet", tree, tree.resolve("a.txt"), roundabout, tree));

        assertThat(result.out()).isEqualTo(COUNTS);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void unreadableFile_isNamedAndSkipped(String mode) throws Exception {
        // Even for a superuser: the memory of a process cannot be read at address zero.
        Path unreadable =
                Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "mem");
        assumeThat(Files.isRegularFile(unreadable))
                .as("only Linux has such a file")
                .isTrue();

        var result = ExampleRun.run(wordcount(mode, unreadable, tree));

        assertThat(result.out()).isEqualTo(COUNTS);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("cannot read " + unreadable + ": ", "could not read 1")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void pathThatDoesNotExist_isRefusedBeforeAnyWork(String mode) throws Exception {
        var result = ExampleRun.run(wordcount(mode, tree, tree.resolve("missing"), tree.resolve("a.txt/below")));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("cannot count " + tree.resolve("missing") + ": no such file or folder")
                .doesNotContain("counting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void top_limitsWhatIsPrinted(String mode) throws Exception {
        var result = ExampleRun.run(wordcount(mode, "--top", 1, tree));

        assertThat(result.out()).isEqualTo("the\t4\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads", "processes"})
    void nothingToCount_printsNothing(String mode) throws Exception {
        var result = ExampleRun.run(wordcount(mode, tree.resolve("empty")));

        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("0 words");
    }
}
