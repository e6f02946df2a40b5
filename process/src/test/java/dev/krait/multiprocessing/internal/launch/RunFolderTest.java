package dev.krait.multiprocessing.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the folder of a run comes to be, and what becomes of it if the run ends in the middle of its work. */
@Timeout(60)
class RunFolderTest {
    /** A run that makes one file after another, in several threads. */
    static final class Busy {
        private Busy() {}

        public static void main(String[] args) throws Exception {
            RunFolder folder = RunFolder.get();
            for (int i = 0; i < 4; i++) {
                new Thread(() -> makeFiles(folder)).start();
            }
            while (Files.notExists(folder.path().resolve("file-1000"))) {
                Thread.onSpinWait();
            }
            System.out.println(folder.path());
        }

        private static void makeFiles(RunFolder folder) {
            try {
                while (true) {
                    Files.createFile(folder.newPath("file-"));
                }
            } catch (IOException gone) {
                // As everybody who comes late finds it.
            }
        }
    }

    /** A run that starts a process when its folder is gone. */
    static final class Late {
        private Late() {}

        public static void main(String[] args) throws Exception {
            Path folder = RunFolder.get().path();
            Files.move(folder, folder.resolveSibling(folder.getFileName() + "-over"));
            try {
                LaunchedWorker.start(1, Late.class.getName());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
            Files.move(folder.resolveSibling(folder.getFileName() + "-over"), folder);
        }
    }

    /** A run whose first use of the library comes from an interrupted thread. */
    static final class Interrupted {
        private Interrupted() {}

        public static void main(String[] args) {
            Thread.currentThread().interrupt();
            RunFolder folder = RunFolder.get();
            System.out.println(Files.isDirectory(folder.path()) + " " + Thread.interrupted());
        }
    }

    @Test
    void interruptedThread_makesItAndStaysInterrupted() throws Exception {
        Process run = start(Interrupted.class);
        try (var output = new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("true true");
        } finally {
            run.destroyForcibly().waitFor();
        }
    }

    /** A run that wants its first folder when it is ending, and again. */
    static final class Last {
        private Last() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                for (int i = 0; i < 2; i++) {
                    try {
                        System.out.println(RunFolder.get().path());
                    } catch (IllegalStateException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }));
        }
    }

    private static Process start(Class<?> main) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void workerThatIsStartedWhenTheFolderIsGone_saysSo() throws Exception {
        Process run = start(Late.class);
        try (var output = new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine())
                    .matches("cannot start worker processes: the folder of this run, .*/krait-run-\\d+, is gone; .*");
            assertThat(run.waitFor()).isZero();
        }
    }

    @Test
    void folderThatIsWantedFirstWhenTheProgramEnds_isRefusedEachTime() throws Exception {
        Process run = start(Last.class);
        try (var output = new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.lines()).hasSize(2).allMatch(text -> text.startsWith("the program is ending, "));
            assertThat(run.waitFor()).isZero();
        }
    }

    @Test
    void runThatIsEndedWhileItMakesFiles_leavesNothing() throws Exception {
        Process run = start(Busy.class);
        try (var output = new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            Path folder = Path.of(output.readLine());

            run.destroy();

            assertThat(run.waitFor()).isEqualTo(128 + 15);
            try (var places = Files.list(folder.resolveSibling("."))) {
                assertThat(places.map(Path::getFileName).map(Path::toString))
                        .noneMatch(name -> name.startsWith(folder.getFileName().toString()));
            }
        } finally {
            run.destroyForcibly().waitFor();
        }
    }
}
