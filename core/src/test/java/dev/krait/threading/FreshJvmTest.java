package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only a JVM shows in which no thread was made before, or in which there is no room for one. */
class FreshJvmTest {
    /** The names of the first threads of a JVM. */
    static final class FirstNames {
        private FirstNames() {}

        public static void main(String[] args) {
            System.out.println(new Thread().getName());
            System.out.println(new Thread("named").getName());
            System.out.println(new Thread(FirstNames::work).getName());
        }

        private static void work() {}
    }

    /** Starts threads that end when told to, until there is no room for one more. */
    static final class NoRoom {
        private NoRoom() {}

        public static void main(String[] args) throws Exception {
            Threading.stackSize(1L << 30);
            var end = new Event();
            var started = new ArrayList<Thread>();
            Thread refused = null;
            while (refused == null) {
                var thread = new Thread(() -> end.await());
                try {
                    thread.start();
                    started.add(thread);
                } catch (OutOfMemoryError noRoom) {
                    refused = thread;
                }
            }
            System.out.println(refused.isAlive() + " " + refused.ident() + " " + refused.javaThread() + " "
                    + Threading.enumerate().contains(refused) + " "
                    + refused.toString().contains("initial"));
            try {
                refused.join();
            } catch (IllegalStateException notStarted) {
                System.out.println("not started");
            }
            end.set();
            for (Thread thread : started) {
                thread.join();
            }
            refused.setDaemon(true);
            Threading.stackSize(0);
            refused.start();
            refused.join();
            System.out.println(refused.toString().contains("stopped, daemon"));
        }
    }

    private static List<String> output(Class<?> main, String... launcher) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = Stream.of(
                        List.of(launcher),
                        List.of(
                                java,
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()))
                .flatMap(List::stream)
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void names_areCountedFromOne() throws Exception {
        assertThat(output(FirstNames.class)).containsExactly("Thread-1", "named", "Thread-2 (work)");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thread_thatTheJvmHasNoRoomFor_isAsIfNotStarted_andMayBeStartedLater() throws Exception {
        List<String> lines = output(NoRoom.class, "sh", "-c", "ulimit -v 8000000 && exec \"$@\"", "sh");

        // The JVM itself says before that a thread could not be started.
        assertThat(lines.subList(lines.size() - 3, lines.size()))
                .containsExactly("false null null false true", "not started", "true");
    }
}
