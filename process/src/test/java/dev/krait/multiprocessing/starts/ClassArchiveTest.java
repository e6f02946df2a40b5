package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes from which workers start faster. */
class ClassArchiveTest {
    /** Says whether the JVM of a worker uses an archive besides the JDK's own. */
    private static final String PROGRAM = """
            import dev.krait.multiprocessing.Pool;
            import java.nio.file.Files;
            import java.nio.file.Path;

            public class Archived {
                public static void main(String[] arguments) throws Exception {
                    try (var pool = new Pool(1)) {
                        System.out.println(pool.apply(
                                () -> Files.readString(Path.of("/proc/self/maps")).contains("/cache/classes-")));
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private Path cache;
    private List<String> arguments;

    @BeforeEach
    void compile() throws Exception {
        Path classes = Programs.compile(folder, "Archived", PROGRAM, "-cp", Programs.path(Programs.krait()));
        var path = new java.util.ArrayList<>(Programs.kraitJars(folder));
        path.add(classes);
        cache = folder.resolve("cache");
        arguments = List.of("-Ddev.krait.cache=" + cache, "-cp", Programs.path(path), "Archived");
    }

    private List<Path> archives() throws Exception {
        return Programs.listed(cache).stream()
                .filter(file -> file.toString().endsWith(".jsa"))
                .toList();
    }

    private Path awaitArchive() throws Exception {
        await().pollInSameThread()
                .atMost(Duration.ofMinutes(2))
                .until(() -> archives().size() == 1 && Programs.listed(cache).size() == 1);
        return archives().get(0);
    }

    @Test
    void archive_isMadeAsideAndUsedOnceItIsThere() throws Exception {
        Programs.run(folder, arguments).assertSays("false");
        Path archive = awaitArchive();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");

        Programs.run(folder, arguments).assertSays("true");
        assertThat(archives()).containsExactly(archive);
    }

    @Test
    void archiveThatIsDamaged_isIgnoredWithoutAWord() throws Exception {
        Programs.run(folder, arguments).assertSays("false");
        Path archive = awaitArchive();
        archive.toFile().setWritable(true);
        Files.writeString(archive, "not an archive at all");

        Programs.run(folder, arguments).assertSays("false");
    }

    @Test
    void cacheThatOthersCanWrite_isNotUsed() throws Exception {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        Programs.run(folder, arguments).assertSays("false");
        assertThat(Programs.listed(cache)).isEmpty();
    }
}
