package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.launch.RunFolder;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers never outlive their parent, and what a killed parent leaves on disk is swept. */
class ParentDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A program that starts two workers, keeps them busy, and says where its folder is and who they are. */
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
            System.out.println(RunFolder.get().path());
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

    private static final class Started {
        final java.lang.Process parent;
        final Path folder;
        final Set<ProcessHandle> workers = new HashSet<>();

        Started(String how) throws Exception {
            parent = start(how);
            // The reader stays open: closing it would end the parent by a broken pipe instead.
            var reader = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
            folder = Path.of(requireNonNull(reader.readLine()));
            Arrays.stream(requireNonNull(reader.readLine()).split(" "))
                    .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(workers::add));
            parent.children().forEach(workers::add);
        }
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
        var killed = new Started("wait");
        assertThat(killed.folder).exists();

        killed.parent.destroyForcibly().waitFor();

        assertThatAllEnd(killed.workers);
        killed.parent.getInputStream().close();
        Path place =
                Path.of(Files.isDirectory(Path.of("/dev/shm")) ? "/dev/shm" : System.getProperty("java.io.tmpdir"));
        Path neverReady = Files.createTempDirectory(place, "krait-new-");
        Files.createFile(neverReady.resolve("alive"));
        Files.setLastModifiedTime(neverReady, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path beingMade = Files.createTempDirectory(place, "krait-new-");
        var next = new Started("return");
        assertThat(next.parent.waitFor()).isZero();
        next.parent.getInputStream().close();
        assertThat(killed.folder).as("left by the run that was killed").doesNotExist();
        assertThat(next.folder).as("of a run that ended by itself").doesNotExist();
        assertThat(neverReady)
                .as("left by a run that ended while it made its folder")
                .doesNotExist();
        assertThat(beingMade).exists();
        Files.delete(beingMade);
    }

    @Test
    void parentThatExits_takesItsBusyWorkersAlong() throws Exception {
        var program = new Started("exit");

        assertThat(program.parent.waitFor()).isZero();
        assertThatAllEnd(program.workers);
        program.parent.getInputStream().close();
    }

    @Test
    void parentWhoseMainReturns_ends() throws Exception {
        var program = new Started("return");

        assertThat(program.parent.waitFor()).isZero();
        assertThatAllEnd(program.workers);
        program.parent.getInputStream().close();
    }

    /** A program that ends when its worker has done a task which started another program. */
    static final class WithAGrandchild {
        public static void main(String[] arguments) throws Exception {
            var pool = new Pool(1);
            System.out.println(
                    pool.apply(() -> new ProcessBuilder("sleep", "600").start().pid()));
            switch (arguments[0]) {
                case "exits" -> System.exit(0);
                case "closes" -> pool.close();
                case "terminates" -> pool.terminate();
                case "is killed" -> Runtime.getRuntime().halt(0);
                default -> {}
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"returns", "exits", "closes", "terminates", "is killed"})
    void whatATaskStarted_endsWithAnIdleWorkerWhoseProgram(String ends) throws Exception {
        long grandchild = Long.parseLong(printedBy(WithAGrandchild.class, ends));

        ProcessHandle.of(grandchild).ifPresent(left -> assertThatAllEnd(Set.of(left)));
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

    /** All that a program prints until it ends, as it should. */
    private static String printedBy(Class<?> main, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        java.lang.Process program =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed;
        try (var output = program.getInputStream()) {
            printed = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        assertThat(program.waitFor()).isZero();
        return printed;
    }

    @Test
    void poolsThatAreTerminatedAtAnyTime_saySoNowhere() throws Exception {
        assertThat(printedBy(Terminator.class)).isEqualTo("done");
    }

    /** A program whose folder goes while a worker starts that it needs: because it ends, or by somebody's hand. */
    static final class WithoutFolder {
        public static void main(String[] arguments) throws Exception {
            var faults = new Faults(arguments[1]);
            faults.lay("started", Faults.Kind.STALL);
            var pool = new Pool(
                    1,
                    PoolOptions.defaults().withLaunch(LaunchOptions.defaults().withJvmOptions(faults.options())));
            AsyncResult<Integer> waiting = pool.applyAsync(() -> 1);
            await().atMost(LONG).until(() -> Files.exists(faults.stalled()));
            long worker = Long.parseLong(Files.readString(faults.stalled()));
            await().atMost(LONG)
                    .until(() -> Files.readString(Path.of("/proc/" + worker + "/stat"))
                            .contains(") T "));
            Path folder = RunFolder.get().path();
            if (arguments[0].equals("ends")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> goOn(worker, folder, waiting)));
            } else {
                Path elsewhere = folder.resolveSibling(folder.getFileName() + "-elsewhere");
                Files.move(folder, elsewhere);
                goOn(worker, folder, waiting);
                Files.move(elsewhere, folder);
            }
            System.out.println("done");
        }

        /** Returns when all that the worker and its pool had to say is out. */
        private static void goOn(long worker, Path folder, AsyncResult<Integer> waiting) {
            try {
                await().atMost(LONG).until(() -> !Files.exists(folder));
                Signals.send("CONT", worker);
                waiting.await(LONG);
                await().atMost(LONG)
                        .until(() -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().endsWith("-log")));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void workerThatStartsWhileItsProgramEnds_saysSoNowhere(@TempDir Path faults) throws Exception {
        assertThat(printedBy(WithoutFolder.class, "ends", faults.toString())).isEqualTo("done");
    }

    /** A program that ends when a worker has a large task before it, which lies in the folder. */
    static final class WithALargeTask {
        public static void main(String[] arguments) throws Exception {
            String go = arguments[0];
            var pool = new Pool(1);
            pool.apply(() -> 1);
            pool.applyAsync(() -> {
                while (!Files.exists(Path.of(go))) {
                    Thread.onSpinWait();
                }
                return 1;
            });
            AsyncResult<Integer> large = pool.applyAsync(array -> array.length, new byte[3_000_000]);
            Path folder = RunFolder.get().path();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    await().atMost(LONG).until(() -> !Files.exists(folder));
                    Files.createFile(Path.of(go));
                    large.get(LONG);
                } catch (Exception e) {
                    System.out.println(e.getMessage());
                }
            }));
        }
    }

    @Test
    void largeTaskOfAProgramThatEnds_failsAloneAndQuietly(@TempDir Path folder) throws Exception {
        assertThat(printedBy(WithALargeTask.class, folder.resolve("go").toString()))
                .matches(
                        "(?s)a call of a lambda of [^\n]* never ran, because its function or arguments could not be rebuilt"
                                + " in worker process [^\n]*No such file or directory.\n.*")
                .doesNotContain("cannot go on");
    }

    @Test
    void workerThatStartsWhenSomebodyHasRemovedTheFolder_saysSo(@TempDir Path faults) throws Exception {
        assertThat(printedBy(WithoutFolder.class, "goes on", faults.toString()))
                .contains("this worker process cannot go on:", "java.nio.file.NoSuchFileException: ")
                .contains("did not start")
                .endsWith("done");
    }
}
