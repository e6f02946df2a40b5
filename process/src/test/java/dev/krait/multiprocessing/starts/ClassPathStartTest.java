package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a program that was started with a class path. */
class ClassPathStartTest {
    @TempDir
    Path folder;

    private Path classes;

    @BeforeEach
    void compile() throws Exception {
        classes = Programs.compile(folder, "Sample", Programs.SAMPLE, "-cp", Programs.path(Programs.krait()));
    }

    private Programs.Run runWith(String classPath) throws Exception {
        Path arguments = folder.resolve("arguments");
        Files.writeString(arguments, "-Ddev.krait.cache=off -cp \"" + classPath + "\" sample.Sample 7");
        return Programs.run(folder, List.of("@" + arguments));
    }

    @Test
    void classPathOf100000Characters_isPassedOn() throws Exception {
        var entries = new ArrayList<Path>(Programs.krait());
        for (int i = 0; i < 1000; i++) {
            entries.add(folder.resolve("entry-" + i + "-" + "x".repeat(100)));
        }
        entries.add(classes);
        String classPath = Programs.path(entries);
        assertThat(classPath.length()).isGreaterThan(100_000);

        runWith(classPath).assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void spacesQuotesAndUnicodeInPaths_arePassedOn() throws Exception {
        Path odd = Programs.copyTo(
                folder.resolve("mit Leerzeichen, \u00e4\u00f6\u00fc \u65e5\u672c 'x' #1 % +"),
                Programs.kraitJars(folder));
        Path program = Programs.jar(odd.resolve("the program \u2713.jar"), null, classes);
        var entries = new ArrayList<Path>(Programs.listed(odd));
        entries.remove(program);
        entries.add(program);

        runWith(Programs.path(entries)).assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void relativeEntries_areThoseOfTheParentsFolder() throws Exception {
        Programs.copyTo(folder.resolve("lib"), Programs.kraitJars(folder));

        runWith(Programs.path(folder.relativize(classes), Path.of("lib/krait-0.jar"), Path.of("lib/krait-1.jar")))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void wildcardEntry_isPassedOn() throws Exception {
        Programs.copyTo(folder.resolve("lib"), Programs.kraitJars(folder));
        Programs.jar(folder.resolve("lib/sample.jar"), null, classes);

        runWith("lib/*").assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void jarWhoseManifestNamesTheOthers_isPassedOn() throws Exception {
        var entries = new ArrayList<>(Programs.kraitJars(folder));
        entries.add(classes);
        var manifest = new StringBuilder("Main-Class: sample.Sample\nClass-Path: ");
        for (Path entry : entries) {
            // Folders end in a slash; relative, as build tools and test runners write them.
            manifest.append("\n  ").append(folder.relativize(entry)).append(Files.isDirectory(entry) ? "/" : "");
        }
        Path manifestFile = Files.writeString(folder.resolve("manifest"), manifest + "\n");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path booter = Programs.jar(folder.resolve("booter.jar"), manifestFile, empty);

        Programs.run(folder, List.of("-Ddev.krait.cache=off", "-jar", booter.toString(), "7"))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void whatTheManifestOfAnExecutableJarOpens_isOpenInWorkersToo() throws Exception {
        Path program = Programs.compile(folder, "Opening", """
                public class Opening {
                    public static void main(String[] arguments) throws Exception {
                        try (var pool = new dev.krait.multiprocessing.Pool(1)) {
                            System.out.println(pool.apply(() -> {
                                var field = String.class.getDeclaredField("value");
                                field.setAccessible(true);
                                return ((byte[]) field.get("four")).length;
                            }));
                        }
                    }
                }
                """, "-cp", Programs.path(Programs.krait()));
        var manifest = new StringBuilder("Main-Class: Opening\nAdd-Opens: java.base/java.lang\nClass-Path: ");
        Programs.kraitJars(folder).forEach(jar -> manifest.append("\n  ").append(jar.getFileName()));
        Path manifestFile = Files.writeString(folder.resolve("manifest"), manifest + "\n");
        Path jar = Programs.jar(folder.resolve("opening.jar"), manifestFile, program);

        Programs.run(folder, List.of("-Ddev.krait.cache=off", "-jar", jar.toString()))
                .assertSays("4");
    }
}
