package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows runs. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void firstExample_isCompiledAndPrintsTheSquares() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher shown = Pattern.compile("<pre>(import dev\\.krait.*?)</pre>").matcher(readme);
        assertThat(shown.find()).isTrue();
        String code = shown.group(1).replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">");
        String source = Files.readString(Path.of("src/test/java/dev/krait/docs/Squares.java"));

        assertThat(SnippetsTest.region(source, "program").strip()).isEqualTo(code.strip());

        PrintStream out = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Squares.main(new String[0]);
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("[1, 4, 9]");
    }

    @Test
    void testCommand_isTheOneThatTheBuildServerCalls() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\nmvn -B clean verify\n");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("    mvn -B clean verify\n");
    }

    @Test
    void examplesThatItNames_areThere() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(Files::isRegularFile).map(LinksTest::text).collect(Collectors.joining());
        }
        Matcher named = Pattern.compile("krait-examples\\.jar ([a-z]+)").matcher(readme);
        assertThat(named.results().map(found -> found.group(1)))
                .contains("crash", "showdown", "list")
                .allSatisfy(name -> assertThat(sources).contains("name = \"" + name + "\""));
    }
}
