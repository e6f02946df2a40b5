package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The Java code of the pages in docs is code that the build compiles and runs. A block says where it comes from, in a
 * comment on the line before it: {@code <!-- snippet: FILE#REGION -->}, the file below the root of the project. There the
 * region lies between the lines {@code // region REGION} and {@code // endregion}.
 */
class SnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA =
            Pattern.compile("(?:<!-- snippet: (\\S+)#(\\S+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return docs.filter(page -> page.toString().endsWith(".md")).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> javaOfEveryPage_isThatOfItsSource() throws IOException {
        return pages().stream().flatMap(SnippetsTest::snippetsOf);
    }

    private static Stream<DynamicTest> snippetsOf(Path page) {
        return JAVA.matcher(text(page))
                .results()
                .map(found -> DynamicTest.dynamicTest(page.getFileName() + ": " + found.group(2), () -> check(found)));
    }

    private static void check(MatchResult found) {
        assertThat(found.group(1)).as("the source of\n%s", found.group(3)).isNotNull();
        assertThat(found.group(3)).isEqualTo(region(text(ROOT.resolve(found.group(1))), found.group(2)));
    }

    /** The lines of a region, moved to the left margin. */
    static String region(String source, String name) {
        var lines = new ArrayList<String>();
        boolean inside = false;
        for (String line : source.lines().toList()) {
            if (line.strip().equals("// region " + name)) {
                inside = true;
            } else if (inside && line.strip().equals("// endregion")) {
                return String.join("\n", lines).stripIndent() + "\n";
            } else if (inside) {
                lines.add(line);
            }
        }
        throw new AssertionError("no region " + name + (inside ? " that ends" : ""));
    }

    @Test
    void region_isMovedToTheMarginAndKeepsItsShape() {
        String source = "class A {\n    // region b\n    if (x) {\n\n        y();\n    }\n    // endregion\n}\n";
        assertThat(region(source, "b")).isEqualTo("if (x) {\n\n    y();\n}\n");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
