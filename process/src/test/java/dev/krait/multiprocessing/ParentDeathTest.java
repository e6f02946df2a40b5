package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Workers never outlive their parent, and what a killed parent leaves on disk is swept. */
class ParentDeathTest {
    /** A program that starts two workers, keeps them busy, and says who they are. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            var pool = new Pool(2);
            String pids = String.join(
                    " ", pool.map(x -> Long.toString(ProcessHandle.current().pid()), List.of(1, 2, 3, 4, 5, 6, 7, 8)));
            var busy = new ArrayList<AsyncResult<Object>>();
            for (int i = 0; i < 2; i++) {
                busy.add(pool.applyAsync(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }));
            }
            System.out.println(pids);
            if (arguments[0].equals("exit")) {
                System.exit(0);
            } else if (arguments[0].equals("return")) {
                return;
            }
            busy.get(0).get();
        }
    }

    private static java.lang.Process start(String how) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Set<ProcessHandle> workersOf(java.lang.Process parent) throws Exception {
        // The reader stays open: closing it would end the parent by a broken pipe instead.
        var reader = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        assertThat(line).isNotNull();
        Set<ProcessHandle> workers = new HashSet<>();
        Arrays.stream(line.split(" "))
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(workers::add));
        parent.children().forEach(workers::add);
        return workers;
    }

    private static void assertThatAllEnd(Set<ProcessHandle> workers) {
        assertThat(workers).isNotEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> workers.stream().noneMatch(ParentDeathTest::runs));
    }

    /** A process that nobody has waited for yet is over all the same. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (java.io.IOException gone) {
            return false;
        }
    }

    @Test
    void parentThatIsKilled_takesItsBusyWorkersAlong() throws Exception {
        java.lang.Process parent = start("wait");
        Set<ProcessHandle> workers = workersOf(parent);

        parent.destroyForcibly().waitFor();

        assertThatAllEnd(workers);
        parent.getInputStream().close();
        Path place =
                Path.of(Files.isDirectory(Path.of("/dev/shm")) ? "/dev/shm" : System.getProperty("java.io.tmpdir"));
        Path neverReady = Files.createTempDirectory(place, "krait-new-");
        Files.createFile(neverReady.resolve("alive"));
        Files.setLastModifiedTime(neverReady, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path beingMade = Files.createTempDirectory(place, "krait-new-");
        Set<Path> left = runFolders();
        java.lang.Process next = start("return");
        workersOf(next);
        assertThat(next.waitFor()).isZero();
        next.getInputStream().close();
        assertThat(runFolders())
                .as("the next run sweeps what the killed one left, and leaves nothing of its own")
                .hasSizeLessThan(left.size());
        assertThat(neverReady)
                .as("left by a run that ended while it made its folder")
                .doesNotExist();
        assertThat(beingMade).exists();
        Files.delete(beingMade);
    }

    private static Set<Path> runFolders() throws Exception {
        var folders = new HashSet<Path>();
        for (String place : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            if (Files.isDirectory(Path.of(place))) {
                try (var found = Files.newDirectoryStream(Path.of(place), "krait-run-*")) {
                    found.forEach(folders::add);
                }
            }
        }
        return folders;
    }

    @Test
    void parentThatExits_takesItsBusyWorkersAlong() throws Exception {
        java.lang.Process parent = start("exit");
        Set<ProcessHandle> workers = workersOf(parent);

        assertThat(parent.waitFor()).isZero();
        assertThatAllEnd(workers);
        parent.getInputStream().close();
    }

    @Test
    void parentWhoseMainReturns_ends() throws Exception {
        java.lang.Process parent = start("return");
        Set<ProcessHandle> workers = workersOf(parent);

        assertThat(parent.waitFor()).isZero();
        assertThatAllEnd(workers);
        parent.getInputStream().close();
    }

    /** A program that ends pools while their workers are starting and while they are ready. */
    static final class Terminator {
        public static void main(String[] arguments) throws Exception {
            for (int round = 0; round < 8; round++) {
                var pool = new Pool(2);
                if (round % 2 == 1) {
                    pool.apply(() -> 1);
                }
                pool.terminate();
                pool.join();
            }
            System.out.println("done");
        }
    }

    @Test
    void poolsThatAreTerminatedAtAnyTime_saySoNowhere() throws Exception {
        java.lang.Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Terminator.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = program.getInputStream()) {
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo("done");
        }
        assertThat(program.waitFor()).isZero();
    }
}
