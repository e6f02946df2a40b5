package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How long processes live: no longer than those above them, and as long as they may. */
@Timeout(180)
class ProcessLifeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static void sleepLong() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void say(String file, Object text) throws IOException {
        Path half = Path.of(file + ".half");
        Files.writeString(half, String.valueOf(text));
        Files.move(half, Path.of(file));
    }

    private static String read(Path file) throws IOException {
        await().pollInSameThread().atMost(LONG).until(() -> Files.exists(file));
        return Files.readString(file);
    }

    /** Whatever is below it: a program of another kind, and a process of ours that sleeps. */
    private static void haveChildren(String file) throws Exception {
        long stranger = new ProcessBuilder("sleep", "1000").start().pid();
        var own = new Process(ProcessLifeTest::sleepLong);
        own.start();
        say(file, ProcessHandle.current().pid() + " " + stranger + " " + own.pid());
        sleepLong();
    }

    private static List<Long> pids(String text) {
        return Arrays.stream(text.split(" ")).map(Long::valueOf).toList();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAKilledProcessStarted_endsWithIt() throws Exception {
        String file = folder.resolve("pids").toString();
        var process = new Process(() -> haveChildren(file));
        process.start();
        List<Long> pids = pids(read(Path.of(file)));
        assertThat(pids).allMatch(Program::runs);

        process.kill();
        process.join();

        pids.forEach(Program::awaitEnd);
    }

    private static long startSleep() throws IOException {
        return new ProcessBuilder("sleep", "1000").start().pid();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatATaskStarted_endsWithItsWorker_howeverThatEnds() throws Exception {
        String file = folder.resolve("pid").toString();
        long ofClosed;
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(2))) {
            AsyncResult<Integer> exits = pool.applyAsync(() -> {
                say(file, startSleep());
                Runtime.getRuntime().halt(3);
                return 1;
            });
            assertThatThrownBy(() -> exits.get(LONG)).isInstanceOf(WorkerLostException.class);
            Program.awaitEnd(Long.parseLong(read(Path.of(file))));
            long ofRetired = pool.apply(ProcessLifeTest::startSleep);
            assertThat(pool.apply(() -> Program.runs(ofRetired))).isTrue();
            Program.awaitEnd(ofRetired);
            ofClosed = pool.apply(ProcessLifeTest::startSleep);
            pool.close();
            pool.join();
        }
        Program.awaitEnd(ofClosed);
    }

    /** A program whose main method returns while children are at work. */
    static final class Returning {
        public static void main(String[] arguments) {
            String file = arguments[0];
            new Process(() -> {
                        Thread.sleep(1000);
                        say(file, "the child has finished");
                        System.out.println("the child says so");
                    })
                    .start();
            new Process(ProcessLifeTest::sleepLong, ProcessOptions.defaults().withDaemon(true)).start();
        }
    }

    @Test
    void mainThatReturns_waitsForChildrenAndEndsDaemons() throws Exception {
        try (var program = Program.start(Returning.class, folder.resolve("done").toString())) {
            assertThat(program.rest()).isEqualTo("the child says so\n");
            assertThat(program.exitCode()).isZero();
        }
        assertThat(Files.readString(folder.resolve("done"))).isEqualTo("the child has finished");
    }

    /** A program that exits, or is killed, while a child is at work that has children, and that does not listen. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            String file = arguments[1];
            var process = new Process(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }));
                haveChildren(file);
            });
            process.start();
            await().pollInSameThread().atMost(LONG).until(() -> Files.exists(Path.of(file)));
            System.out.println(Files.readString(Path.of(file)));
            if (arguments[0].equals("exit")) {
                System.exit(3);
            }
            process.join();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void parentThatIsKilled_takesChildrenThatDoNotListenAlongAndTheirs() throws Exception {
        try (var program =
                Program.start(Parent.class, "wait", folder.resolve("pids").toString())) {
            List<Long> pids = pids(program.readLine());
            program.kill();
            pids.forEach(Program::awaitEnd);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void parentThatExits_waitsForNobodyAndTakesAllAlong() throws Exception {
        try (var program =
                Program.start(Parent.class, "exit", folder.resolve("pids").toString())) {
            List<Long> pids = pids(program.readLine());
            assertThat(program.exitCode()).isEqualTo(3);
            pids.forEach(Program::awaitEnd);
        }
    }

    /** Starts a process that does the same, without end. */
    private static void nest(String file, int depth) throws Exception {
        say(file + depth, "reached");
        var child = new Process(() -> nest(file, depth + 1));
        try {
            child.start();
        } catch (UncheckedIOException refused) {
            say(file, depth + " " + refused.getMessage());
            return;
        }
        child.join();
    }

    @Test
    void nesting_endsAtALimit() throws Exception {
        String file = folder.resolve("nest").toString();
        var process = new Process(
                () -> nest(file, 1),
                ProcessOptions.defaults().withLaunch(LaunchOptions.defaults().withJvmOptions("-Ddev.krait.nested=2")));
        process.start();
        process.join();

        assertThat(read(Path.of(file))).startsWith("2 ").contains("2 processes below the main process");
    }

    @Test
    void workersOfAPool_shareTheProcessors() throws Exception {
        try (var pool = new Pool(2)) {
            assertThat(pool.apply(() -> Multiprocessing.cpuCount()))
                    .isEqualTo(Math.max(1, Multiprocessing.cpuCount() / 2));
        }
        var counted = folder.resolve("count").toString();
        var process = new Process(() -> say(counted, Multiprocessing.cpuCount()));
        process.start();
        process.join();
        assertThat(read(Path.of(counted))).isEqualTo(String.valueOf(Multiprocessing.cpuCount()));
    }

    /** A class that must not be initialised in a worker. */
    static final class Bomb {
        static final Process CHILD = new Process(() -> Bomb.explode());

        static {
            CHILD.start();
        }

        static void explode() {}
    }

    @Test
    void processesOfStaticInitialisers_areRefusedInChildren() throws Exception {
        var process = new Process(Bomb::explode);
        Printed.byThisProcess(() -> {
            process.start();
            process.join();
        });

        assertThatThrownBy(process::joinOrThrow)
                .isInstanceOf(ExceptionInInitializerError.class)
                .hasRootCauseMessage("processes cannot be started while " + Bomb.class.getName()
                        + " is being initialised in a worker process: each worker initialises the classes of its tasks, so"
                        + " there would be workers without end; start them from a method, such as main");
    }
}
