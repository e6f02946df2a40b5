package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public name of Python's modules has a row in the API map, and every Java name in a row exists. */
class ApiMapTest {
    private static final Path MAP = Path.of("..", "docs", "api-map");
    private static final Set<String> STATUSES = Set.of("same", "renamed", "different", "not-on-jvm", "planned");

    private static final Pattern SEVERAL = Pattern.compile("\\s*;\\s*|\\s+and\\s+");

    private record Row(String python, String java, String status, String note, String where) {}

    private static List<List<String>> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(ApiMapTest::cells)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of a line, where quotes may hold commas and doubled quotes. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static String python(List<String> cells) {
        return cells.get(0) + "|" + cells.get(1) + "|" + cells.get(2);
    }

    private static List<Row> rows() {
        try (Stream<Path> files = Files.list(MAP)) {
            return files.filter(file -> file.toString().endsWith(".csv") && !file.endsWith("python-names.csv"))
                    .sorted()
                    .flatMap(file -> read(file).stream().map(cells -> {
                        assertThat(cells)
                                .as("%s: %s", file.getFileName(), cells)
                                .hasSize(6);
                        return new Row(
                                python(cells),
                                cells.get(3),
                                cells.get(4),
                                cells.get(5),
                                file.getFileName() + ": " + cells);
                    }))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPythonName_hasOneRow() {
        List<String> names = read(MAP.resolve("python-names.csv")).stream()
                .map(ApiMapTest::python)
                .toList();
        List<String> mapped = rows().stream().map(Row::python).toList();

        assertThat(names).hasSize(413);
        assertThat(mapped).doesNotHaveDuplicates().containsAll(names);
    }

    @Test
    void everyRow_saysWhatBecameOfTheName() {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(STATUSES).as(row.where).contains(row.status);
            if (row.status.equals("not-on-jvm") || row.status.equals("different")) {
                assertThat(row.note).as(row.where).isNotBlank();
            }
            if (List.of("same", "renamed", "different").contains(row.status)) {
                assertThat(row.java).as(row.where).isNotBlank();
            }
            if (row.status.equals("planned")) {
                assertThat(row.python).as(row.where).containsIgnoringCase("interpreter");
                assertThat(row.note).as(row.where).isNotBlank();
            }
        });
    }

    @Test
    void everyJavaName_exists() {
        assertThat(rows()).allSatisfy(row -> {
            if (!row.java.isBlank()) {
                for (String name : SEVERAL.splitAsStream(row.java).toList()) {
                    assertThat(exists(name)).as("%s in %s", name, row.where).isTrue();
                }
            }
        });
    }

    private static boolean exists(String name) {
        int hash = name.indexOf('#');
        Class<?> type = find(hash < 0 ? name : name.substring(0, hash));
        if (type == null || !Modifier.isPublic(type.getModifiers()) || hash < 0) {
            return type != null && Modifier.isPublic(type.getModifiers());
        }
        String member = name.substring(hash + 1).replaceAll("\\(.*", "");
        if (member.equals(type.getSimpleName()) || member.equals("<init>")) {
            return visible(Arrays.stream(type.getDeclaredConstructors()))
                    .findAny()
                    .isPresent();
        }
        Stream<Member> members = Stream.of(type.getMethods(), type.getFields()).flatMap(Arrays::stream);
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            members = Stream.concat(
                    members,
                    visible(Stream.concat(
                            Arrays.stream(c.getDeclaredMethods()), Arrays.stream(c.getDeclaredFields()))));
        }
        return members.anyMatch(found -> found.getName().equals(member));
    }

    private static Stream<Member> visible(Stream<? extends Member> members) {
        return members.<Member>map(member -> member)
                .filter(member ->
                        Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }

    private static Class<?> find(String name) {
        String candidate = name;
        while (true) {
            try {
                return Class.forName(candidate, false, ApiMapTest.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                int dot = candidate.lastIndexOf('.');
                if (dot < 0) {
                    return null;
                }
                candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
            }
        }
    }
}
