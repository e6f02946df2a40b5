package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What becomes of executors that nobody shut down when the program ends, seen in programs of their own. */
class JvmExitTest {
    /** Leaves an executor open with work queued; then main returns. */
    static final class ReturnsFromMain {
        private ReturnsFromMain() {}

        public static void main(String[] args) {
            var executor = new ThreadPoolExecutor(1);
            for (int i = 0; i < 5; i++) {
                int number = i;
                var unused = executor.submit(() -> {
                    LockSupport.parkNanos(20_000_000);
                    System.out.println("task " + number);
                });
            }
            System.out.println("main returns");
        }
    }

    /** Leaves an executor of processes open with work queued; then main returns. */
    static final class LeavesProcesses {
        private LeavesProcesses() {}

        public static void main(String[] args) {
            var executor = new ProcessPoolExecutor(1);
            for (int i = 0; i < 3; i++) {
                int number = i;
                var unused = executor.submit(() -> System.out.println("task " + number));
            }
        }
    }

    @Test
    void processes_leftOpenWhenMainReturns_finishTheirWork() throws Exception {
        Ended ended = run(LeavesProcesses.class);
        assertThat(ended.lines()).containsExactly("task 0", "task 1", "task 2");
        assertThat(ended.code()).isZero();
    }

    /** Tries to submit when the program is ending. */
    static final class SubmitsAtTheEnd {
        private SubmitsAtTheEnd() {}

        public static void main(String[] args) {
            var executor = new ThreadPoolExecutor(1);
            var unused = executor.submit(() -> {
                while (!executor.isShutdown()) {
                    LockSupport.parkNanos(1_000_000);
                }
                try {
                    var late = executor.submit(() -> System.out.println("ran late"));
                    System.out.println(late);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            });
        }
    }

    /** Ends by System.exit while a task would never end. */
    static final class Exits {
        private Exits() {}

        public static void main(String[] args) throws Exception {
            var executor = new ThreadPoolExecutor(1);
            var started = new CountDownLatch(1);
            var unused = executor.submit(() -> {
                started.countDown();
                new CountDownLatch(1).await();
            });
            started.await();
            System.out.println("exits");
            System.exit(7);
        }
    }

    private record Ended(int code, List<String> lines) {}

    private static Ended run(Class<?> program) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), lines);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void openExecutor_whenMainReturns_finishesItsWorkAndEnds() throws Exception {
        Ended ended = run(ReturnsFromMain.class);
        assertThat(ended.lines()).containsExactly("main returns", "task 0", "task 1", "task 2", "task 3", "task 4");
        assertThat(ended.code()).isZero();
    }

    @Test
    void openExecutor_whenTheProgramEnds_takesNoMoreTasks() throws Exception {
        Ended ended = run(SubmitsAtTheEnd.class);
        assertThat(ended.lines()).singleElement().asString().startsWith("cannot schedule new futures after the exit");
        assertThat(ended.code()).isZero();
    }

    @Test
    void openExecutor_whenTheProgramExits_isNotWaitedFor() throws Exception {
        Ended ended = run(Exits.class);
        assertThat(ended.lines()).containsExactly("exits");
        assertThat(ended.code()).isEqualTo(7);
    }
}
