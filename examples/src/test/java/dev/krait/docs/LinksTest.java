package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/**
 * Whatever the pages link to inside the project is there: files, folders, pictures, and the headings that are named after a
 * {@code #}. Every page of docs can be reached from the index.
 */
class LinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCED = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)|(?:src|href)=\"([^\"]*)\"");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$", Pattern.MULTILINE);
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    @Test
    void links_leadToWhatIsThere() throws IOException {
        assertThat(pages())
                .hasSizeGreaterThan(10)
                .allSatisfy(page -> assertThat(linksOf(page)).allSatisfy(link -> check(page, link)));
    }

    @Test
    void everyPageOfDocs_canBeReachedFromItsIndex() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        Set<Path> reached = new LinkedHashSet<>(List.of(index));
        var ahead = new ArrayDeque<Path>(reached);
        while (!ahead.isEmpty()) {
            Path page = ahead.remove();
            for (String link : linksOf(page)) {
                Path target = target(page, link);
                if (target.toString().endsWith(".md") && reached.add(target)) {
                    ahead.add(target);
                }
            }
        }
        assertThat(reached)
                .containsAll(pages().stream()
                        .filter(page -> page.startsWith(ROOT.resolve("docs")))
                        .toList());
        assertThat(linksOf(ROOT.resolve("README.md"))).contains("docs/README.md");
    }

    @Test
    void pictures_areWellFormedAndShownWithATextForThoseWhoDoNotSeeThem() throws Exception {
        String shown = pages().stream().map(LinksTest::text).collect(Collectors.joining("\n"));
        try (Stream<Path> pictures = Files.list(ROOT.resolve("docs/pictures"))) {
            assertThat(pictures).isNotEmpty().allSatisfy(picture -> {
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
                assertThat(shown).containsPattern("!\\[[^\\]]{20,}\\]\\([^)]*" + picture.getFileName() + "\\)");
            });
        }
    }

    @Test
    void anchors_areMadeAsTheSiteThatShowsThePagesDoes() {
        assertThat(anchors(
                        "# A first program\n\n## `map`, `starmap`\n\n```\n# no heading\n```\n## It's so\n## It's so\n"))
                .containsExactlyInAnyOrder("a-first-program", "map-starmap", "its-so", "its-so-1");
    }

    private static void check(Path page, String link) {
        Path target = target(page, link);
        assertThat(target).as("%s in %s", link, page).exists();
        if (link.contains("#")) {
            assertThat(anchors(text(target))).as("%s in %s", link, page).contains(link.replaceFirst("[^#]*#", ""));
        }
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** The links of a page that stay inside the project. */
    private static List<String> linksOf(Path page) {
        var links = new ArrayList<String>();
        Matcher found =
                LINK.matcher(INLINE_CODE.matcher(withoutBlocks(text(page))).replaceAll(""));
        while (found.find()) {
            String link = found.group(1) == null ? found.group(2) : found.group(1);
            if (!ELSEWHERE.matcher(link).matches()) {
                links.add(link);
            }
        }
        return links;
    }

    private static Set<String> anchors(String page) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new LinkedHashSet<>();
        Matcher heading = HEADING.matcher(withoutBlocks(page));
        while (heading.find()) {
            String anchor = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private static String withoutBlocks(String page) {
        return FENCED.matcher(page).replaceAll("");
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
