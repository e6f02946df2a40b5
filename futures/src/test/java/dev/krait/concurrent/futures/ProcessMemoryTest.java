package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What an executor of processes lets go of, and when: programs with a heap of 48 MiB have several hundred MiB of arguments
 * and results pass through it.
 */
class ProcessMemoryTest {
    private static final int MIB = 1 << 20;
    private static final int MANY = 300;

    static byte[] echo(byte[] payload) {
        return payload;
    }

    static int length(byte[] payload) {
        return payload.length;
    }

    static int fail(byte[] payload) {
        throw new IllegalStateException("no use for " + payload.length + " bytes");
    }

    /** Submits one after the other, and keeps nothing. */
    static final class ReadsOneByOne {
        private ReadsOneByOne() {}

        public static void main(String[] args) throws Exception {
            try (var executor = new ProcessPoolExecutor(1)) {
                long bytes = 0;
                for (int i = 0; i < MANY; i++) {
                    bytes += executor.submit(ProcessMemoryTest::echo, new byte[MIB])
                            .result()
                            .length;
                }
                System.out.println(bytes / MIB);
            }
        }
    }

    /** Keeps all futures of tasks with large arguments, read and unread, succeeded and failed. */
    static final class KeepsTheFutures {
        private KeepsTheFutures() {}

        public static void main(String[] args) throws Exception {
            var options = ProcessPoolOptions.defaults().withQueueCapacity(4, WhenFull.BLOCK);
            try (var executor = new ProcessPoolExecutor(1, options)) {
                var futures = new ArrayList<Future<Integer>>();
                for (int i = 0; i < MANY; i++) {
                    futures.add(
                            i % 3 == 0
                                    ? executor.submit(ProcessMemoryTest::fail, new byte[MIB])
                                    : executor.submit(ProcessMemoryTest::length, new byte[MIB]));
                    if (i % 3 == 1) {
                        futures.get(i - 1).exception();
                    }
                }
                Futures.await(futures);
                System.out.println(futures.stream().filter(Future::done).count());
            }
        }
    }

    /** Keeps all futures of tasks that fail, and reads none of them before all are done. */
    static final class KeepsUnreadFailures {
        private KeepsUnreadFailures() {}

        public static void main(String[] args) throws Exception {
            var options = ProcessPoolOptions.defaults().withQueueCapacity(4, WhenFull.BLOCK);
            try (var executor = new ProcessPoolExecutor(1, options)) {
                var futures = new ArrayList<Future<Integer>>();
                for (int i = 0; i < MANY; i++) {
                    futures.add(executor.submit(ProcessMemoryTest::fail, new byte[MIB]));
                }
                int failures = 0;
                for (Future<Integer> future : futures) {
                    failures += future.exception() instanceof IllegalStateException ? 1 : 0;
                }
                System.out.println(failures);
            }
        }
    }

    /** Maps lazily over more than the heap, with results as large. */
    static final class MapsLazily {
        private MapsLazily() {}

        public static void main(String[] args) throws Exception {
            Iterable<byte[]> payloads = () -> {
                Iterator<Integer> numbers = IntStream.range(0, MANY).iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return numbers.hasNext();
                    }

                    @Override
                    public byte[] next() {
                        return new byte[MIB + numbers.next()];
                    }
                };
            };
            try (var executor = new ProcessPoolExecutor(2);
                    var results = executor.map(
                            ProcessMemoryTest::echo,
                            payloads,
                            MapOptions.defaults().withBufferSize(4))) {
                long count = 0;
                while (results.hasNext()) {
                    count += results.take().length / MIB;
                }
                System.out.println(count);
            }
        }
    }

    private static List<String> run(Class<?> program) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx48m", "-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void resultsAndArguments_readOneByOne_areReleased() throws Exception {
        assertThat(run(ReadsOneByOne.class)).containsExactly("300");
    }

    @Test
    void arguments_ofTasksThatEnded_areReleasedWhileTheirFuturesAreKept() throws Exception {
        assertThat(run(KeepsTheFutures.class)).containsExactly("300");
    }

    @Test
    void arguments_ofTasksWhoseFailureNobodyReads_areReleased() throws Exception {
        assertThat(run(KeepsUnreadFailures.class)).containsExactly("300");
    }

    @Test
    void lazyMap_overSeveralTimesTheHeap_needsOnlyItsBuffer() throws Exception {
        assertThat(run(MapsLazily.class)).containsExactly("300");
    }
}
