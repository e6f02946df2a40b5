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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the pages it leads to show and link to is there and runs. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    @Test
    void firstExample_isCompiledAndPrintsTheSquares() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher shown = Pattern.compile("<pre>(import dev\\.krait.*?)</pre>").matcher(readme);
        assertThat(shown.find()).isTrue();
        String code = shown.group(1).replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">");
        String source = Files.readString(Path.of("src/test/java/dev/krait/docs/Squares.java"));

        assertThat(source.strip()).endsWith(code.strip());

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
    void links_leadToFilesThatExist() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            assertThat(Stream.concat(top, docs).filter(page -> page.toString().endsWith(".md")))
                    .isNotEmpty()
                    .allSatisfy(page -> {
                        Matcher link = LINK.matcher(Files.readString(page));
                        while (link.find()) {
                            assertThat(page.resolveSibling(link.group(1)))
                                    .as("%s in %s", link.group(), page)
                                    .exists();
                        }
                    });
        }
    }

    @Test
    void testCommand_isTheOneThatTheBuildServerCalls() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\nmvn -B clean verify\n");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("    mvn -B clean verify\n");
    }
}
