package dev.krait.docs.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each exception reads as the page on their texts prints it, but for numbers, and stands under the deed that brings it. */
class FailureTextsTest {
    private static final Path PAGE = Path.of("../docs/failure-texts.md");
    private static final Pattern TEXT_BLOCK = Pattern.compile("```text");
    private static final Pattern SECTIONS = Pattern.compile("^## ", Pattern.MULTILINE);

    @Test
    void threadsLocksAndQueues_failAsOnThePage() throws Exception {
        check(List.of(
                section("Threads", ThreadFailures.threads()),
                section("Locks between threads", ThreadFailures.locks()),
                section("Queues between threads", ThreadFailures.queues())));
    }

    @Test
    void processesAndPools_failAsOnThePage() throws Exception {
        check(List.of(
                section("Processes", ProcessFailures.processes()),
                section("Pools", ProcessFailures.pools()),
                section("Initializers", ProcessFailures.initializer())));
    }

    @Test
    void sharedObjects_failAsOnThePage() throws Exception {
        check(List.of(
                section("Locks between processes", SharedFailures.locks()),
                section("Values and arrays", SharedFailures.values()),
                section("Queues between processes", SharedFailures.queues()),
                section("Shared memory", SharedFailures.memory())));
    }

    @Test
    void connectionsAndManagers_failAsOnThePage() throws Exception {
        check(List.of(
                section("Connections", ConnectionFailures.connections()),
                section("Listeners and clients", ConnectionFailures.listeners()),
                section("Managers", ConnectionFailures.managers())));
    }

    @Test
    void executorsAndFutures_failAsOnThePage() throws Exception {
        check(List.of(section("Futures", FutureFailures.futures()), section("Executors", FutureFailures.executors())));
    }

    /** Each public exception of the library, as far as a program can meet it. */
    @Test
    void everyExceptionOfTheLibrary_isOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        for (Path module : List.of(Path.of("../core"), Path.of("../process"), Path.of("../futures"))) {
            try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                assertThat(files.filter(file -> file.toString().endsWith("Exception.java"))
                                .filter(file -> !file.toString().contains("/internal/"))
                                .map(file -> file.getFileName().toString().replace(".java", "")))
                        .as("exceptions of %s", module)
                        .allSatisfy(name -> assertThat(page).contains(name));
            }
        }
    }

    private static void check(List<List<String>> missing) {
        assertThat(missing.stream().flatMap(List::stream).toList())
                .as("what is not on %s as it happens", PAGE)
                .isEmpty();
    }

    /** What a section of the page does not say. */
    private static List<String> section(String heading, Provoked provoked) throws IOException {
        String section = under(heading);
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Throwable> failure : provoked.failures().entrySet()) {
            String entry = failure.getKey() + ": ```text " + readable(failure.getValue()) + " ```";
            if (!section.toLowerCase(Locale.ROOT).contains(normal(entry).toLowerCase(Locale.ROOT))) {
                missing.add("## %s%n%n%s:%n%n```text%n%s%n```%n"
                        .formatted(heading, failure.getKey(), readable(failure.getValue())));
            }
        }
        int printed = TEXT_BLOCK.split(section, -1).length - 1;
        if (printed != provoked.failures().size()) {
            missing.add("## %s has %d texts, of which %d were provoked%n"
                    .formatted(heading, printed, provoked.failures().size()));
        }
        return missing;
    }

    private static String readable(Throwable failure) {
        return String.valueOf(failure)
                .replaceAll("(?s)\nin the (worker|server):.*", "")
                .replaceAll("dev\\.krait\\.docs\\.failures\\.\\w+", "shop.Orders")
                .replaceAll("(?<=@)[0-9a-f]+", "5cdd09b1");
    }

    /** The part of the page under a heading, as one line. */
    private static String under(String heading) throws IOException {
        for (String section : SECTIONS.split(Files.readString(PAGE), -1)) {
            if (section.startsWith(heading + "\n")) {
                return normal(section);
            }
        }
        return "";
    }

    private static String normal(String text) {
        return text.replaceAll("PT[0-9.]+S", "PTnS")
                .replaceAll("psm_\\w+", "psm_n")
                .replaceAll("[0-9a-f]{8,}", "n")
                .replaceAll("\\d+", "n")
                .replaceAll("\\s+", " ");
    }
}
