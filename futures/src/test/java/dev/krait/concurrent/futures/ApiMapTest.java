package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every name that the map of Python's {@code concurrent.futures} promises is there. */
class ApiMapTest {
    private static final Path MAP = Path.of("..", "docs", "api-map", "concurrent.futures.csv");
    private static final Set<String> STATUSES = Set.of("same", "renamed", "different", "not-on-jvm", "planned");

    @TestFactory
    Stream<DynamicTest> everyRow_hasItsJavaSide() throws Exception {
        List<String> rows = Files.readAllLines(MAP);
        assertThat(rows.get(0)).isEqualTo("module,class,member,java,status,note");
        return rows.stream().skip(1).map(row -> DynamicTest.dynamicTest(row, () -> check(row)));
    }

    private static void check(String row) throws ClassNotFoundException {
        String[] cells = row.split(",", 6);
        String java = cells[3];
        String status = cells[4];
        assertThat(STATUSES).contains(status);
        if (status.equals("planned") || status.equals("not-on-jvm")) {
            assertThat(java).isEmpty();
            return;
        }
        String[] parts = java.split("#", 2);
        Class<?> type = Class.forName(parts[0]);
        if (parts.length == 2) {
            assertThat(Stream.concat(
                            Arrays.stream(type.getMethods()).map(method -> method.getName()),
                            Arrays.stream(type.getFields()).map(field -> field.getName())))
                    .contains(parts[1]);
        }
    }
}
