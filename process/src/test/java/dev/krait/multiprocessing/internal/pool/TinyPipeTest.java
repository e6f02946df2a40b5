package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipes of one page, which Linux gives users who have many open. */
class TinyPipeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String REPLY = "r".repeat(1500);
    private static final int F_SETPIPE_SZ = 1031;

    @BeforeEach
    void assumeTiny() {
        PipeRoom.assume(PipeRoom.LEAST);
    }

    @AfterEach
    void assumeUsual() {
        PipeRoom.assume(PipeRoom.USUAL);
    }

    /** Makes the pipes of a worker as small as they can be; skips the test where nobody can. */
    private static void shrink(long pid) throws Exception {
        Path input = Path.of("/proc/" + pid + "/fd/3");
        assumeTrue(
                Files.exists(input) && Files.readSymbolicLink(input).toString().startsWith("pipe:"),
                "no pipes in /proc");
        String script = "for (3, 4) { open(F, $_ == 3 ? '<' : '>>', '/proc/" + pid + "/fd/' . $_) or die; fcntl(F, "
                + F_SETPIPE_SZ + ", " + PipeRoom.LEAST + ") or die }";
        try {
            var perl = new ProcessBuilder("perl", "-e", script).inheritIO().start();
            assertThat(perl.waitFor()).isZero();
        } catch (IOException e) {
            assumeTrue(false, "no perl to resize pipes: " + e);
        }
    }

    @Test
    void room_ofAPipe_isAtLeastAPage() {
        assertThat(PipeRoom.measure()).isBetween(PipeRoom.LEAST, PipeRoom.USUAL);
        assertThat(PipeRoom.bytes()).isEqualTo(PipeRoom.LEAST);
    }

    @Test
    void manyTinyTasksWithLargerResults_areAllDone() throws Exception {
        List<String> items = IntStream.range(0, 30_000)
                .mapToObj(n -> "argument " + n + " of many")
                .toList();
        try (var pool = new Pool(1)) {
            shrink(pool.apply(() -> ProcessHandle.current().pid()));

            AsyncResult<List<String>> results = pool.mapAsync(item -> REPLY, items);

            assertThat(results.get(LIMIT)).hasSameSizeAs(items).containsOnly(REPLY);
        }
    }

    @Test
    void submissions_toAStoppedWorker_doNotWait() throws Exception {
        try (var pool = new Pool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            shrink(pid);
            pool.map(n -> n, IntStream.range(0, 5000).boxed().toList()); // So that many are sent ahead.
            signal("STOP", pid);
            var results = new ArrayList<AsyncResult<Integer>>();
            try {
                CompletableFuture.runAsync(() -> {
                            for (int i = 0; i < 2000; i++) {
                                results.add(pool.applyAsync(text -> text.length(), "argument " + i));
                            }
                        })
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                signal("CONT", pid);
            }
            for (AsyncResult<Integer> result : results) {
                assertThat(result.get(LIMIT)).isGreaterThan(8);
            }
        }
    }

    @Test
    void callsThatAreTakenBackFromAStoppedWorker_doNotFillItsPipe() throws Exception {
        try (var pool = new Pool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            shrink(pid);
            signal("STOP", pid);
            try {
                CompletableFuture.runAsync(() -> {
                            for (int i = 0; i < 2000; i++) {
                                pool.applyAsync(text -> text.length(), "argument " + i)
                                        .cancel();
                            }
                        })
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                signal("CONT", pid);
            }
            assertThat(pool.applyAsync(text -> text.length(), "x".repeat(1800)).get(LIMIT))
                    .isEqualTo(1800);
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
