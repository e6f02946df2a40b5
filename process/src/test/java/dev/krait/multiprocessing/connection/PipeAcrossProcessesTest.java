package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Args2;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pipes and listeners between processes that really are several. */
@ExtendWith(WatcherStays.class)
class PipeAcrossProcessesTest {
    @AfterEach
    void nothingRemains() throws Exception {
        Multiprocessing.releaseSpares();
        assertThat(RunFolder.get().path().toFile().list((place, name) -> name.startsWith("pipe-")))
                .isEmpty();
    }

    @Test
    void child_thatGotAnEnd_talksWithTheParent() throws Exception {
        try (var pool = new Pool(1);
                var pipe = new Pipe()) {
            var parent = pipe.parent();
            var child = pipe.child();
            parent.send("sent before it moved");
            AsyncResult<Object> echo = pool.applyAsync(() -> {
                try (child) {
                    while (true) {
                        Object value = child.recv();
                        if (value == null) {
                            return "served";
                        }
                        child.send(value);
                    }
                }
            });

            assertThat(parent.recv()).isEqualTo("sent before it moved");
            for (int i = 0; i < 100; i++) {
                parent.send(List.of(i, "text"));
                assertThat(parent.recv()).isEqualTo(List.of(i, "text"));
            }
            var large = new byte[5_000_000];
            Arrays.fill(large, (byte) 7);
            parent.send(large);
            assertThat(parent.recv(byte[].class)).isEqualTo(large);
            parent.send(null);
            assertThat(echo.get()).isEqualTo("served");
            assertThatThrownBy(parent::recv).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void child_thatIsKilled_endsTheStreamAfterWhatItSent() throws Exception {
        try (var pool = new Pool(1);
                var pipe = new Pipe()) {
            var parent = pipe.parent();
            var child = pipe.child();
            AsyncResult<Object> doomed = pool.applyAsync(() -> {
                child.send(ProcessHandle.current().pid());
                child.send("last words");
                return child.recv();
            });
            long pid = parent.recv(Long.class);
            assertThat(parent.poll(Duration.ofSeconds(60))).isTrue();

            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

            assertThat(parent.recv()).isEqualTo("last words");
            assertThatThrownBy(parent::recv).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> {
                        while (true) {
                            parent.send("nobody there");
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
            assertThatThrownBy(doomed::get).isInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void twoChildren_talkWithEachOther() throws Exception {
        try (var pool = new Pool(2);
                var pipe = new Pipe(false)) {
            var receiver = pipe.receiver();
            var sender = pipe.sender();
            AsyncResult<Object> sum = pool.applyAsync(() -> {
                int total = 0;
                try (receiver) {
                    while (true) {
                        total += receiver.recv(Integer.class);
                    }
                } catch (EOFException end) {
                    return total;
                }
            });
            AsyncResult<Object> sent = pool.applyAsync(() -> {
                try (sender) {
                    for (int i = 1; i <= 1000; i++) {
                        sender.send(i);
                    }
                }
                return "all";
            });
            assertThat(sent.get()).isEqualTo("all");
            assertThat(sum.get()).isEqualTo(500_500);
        }
    }

    @Test
    void end_thatIsGivenToACallThatIsRefused_stays() throws Exception {
        try (var pool = new Pool(1);
                var pipe = new Pipe()) {
            var child = pipe.child();
            var cannotTravel = new Object();
            assertThatThrownBy(() -> pool.apply((a, b) -> 0, child, cannotTravel))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.apply(a -> child.isClosed(), cannotTravel))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.starmap((a, b) -> 0, List.of(new Args2<>(child, cannotTravel))))
                    .isInstanceOf(IllegalArgumentException.class);

            child.send("still here");
            assertThat(pipe.parent().recv()).isEqualTo("still here");
        }
    }

    private static void assertEnds(Connection connection) throws Exception {
        assertThat(connection.poll(Duration.ofSeconds(60))).isTrue();
        assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
    }

    @Test
    void end_thatItsProcessNeverTookOver_endsTheStream() throws Exception {
        try (var pipe = new Pipe()) {
            var child = pipe.child();
            var process = new Process(() -> child.recv());
            process.start();
            process.kill();
            process.join();

            assertEnds(pipe.parent());
        }
    }

    /** Gives the only worker something to do that never ends. */
    private static void occupy(Pool pool) throws InterruptedException {
        var begun = new Event();
        pool.applyAsync(() -> {
            begun.set();
            while (true) {
                Thread.onSpinWait();
            }
        });
        begun.await();
    }

    @Test
    void end_whoseCallNeverBegan_endsTheStream() throws Exception {
        try (var pool = new Pool(1);
                var ofACall = new Pipe();
                var ofAnItem = new Pipe();
                var captured = new Pipe()) {
            occupy(pool);
            var end = captured.child();
            AsyncResult<Object> call = pool.applyAsync(given -> given.recv(), ofACall.child());
            AsyncResult<List<Object>> items = pool.mapAsync(given -> given.recv(), List.of(ofAnItem.child()));
            AsyncResult<Object> last = pool.applyAsync(() -> end.recv());

            assertThat(call.cancel()).isTrue();
            assertEnds(ofACall.parent());
            pool.terminate();
            assertEnds(ofAnItem.parent());
            assertEnds(captured.parent());
            assertThatThrownBy(items::get).isInstanceOf(CancellationException.class);
            assertThatThrownBy(last::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void end_thatAFunctionOfManyCallsCaptured_endsTheStreamWhenNoneOfThemBegan() throws Exception {
        try (var pool = new Pool(1);
                var cancelled = new Pipe();
                var closed = new Pipe();
                var abandoned = new Pipe()) {
            occupy(pool);
            var first = cancelled.child();
            var second = closed.child();
            var third = abandoned.child();
            AsyncResult<List<Object>> items = pool.mapAsync(x -> first.recv(), List.of(1, 2));
            var results = pool.imap(x -> second.recv(), List.of(1, 2));
            AsyncResult<List<Object>> rest = pool.mapAsync(x -> third.recv(), List.of(1, 2));

            assertThat(items.cancel()).isTrue();
            assertEnds(cancelled.parent());
            results.close();
            assertEnds(closed.parent());
            pool.terminate();
            assertEnds(abandoned.parent());
            assertThatThrownBy(rest::get).isInstanceOf(CancellationException.class);
        }
    }

    /** What a worker keeps after the calls that brought it. */
    private static Connection kept;

    private static int keep(Connection end) {
        kept = end;
        return 0;
    }

    @Test
    void end_thatAWorkerTookOutOfAFunctionOfManyCalls_outlivesTheseAlsoIfTheOtherEndIsStillOnItsWay() throws Exception {
        var begun = new Event();
        var go = new Event();
        try (var keeping = new Pool(1);
                var busy = new Pool(1);
                var pipe = new Pipe()) {
            busy.applyAsync(() -> {
                begun.set();
                go.await();
                return 0;
            });
            begun.await();
            AsyncResult<Object> received = busy.applyAsync(Connection::recv, pipe.parent());
            var end = pipe.child();
            keeping.map(x -> keep(end), List.of(1, 2));
            keeping.apply(() -> 0);
            go.set();

            keeping.apply(() -> kept.send("kept"));
            assertThat(received.get(Duration.ofSeconds(60))).isEqualTo("kept");
            keeping.apply(() -> kept.close());
        }
    }

    @Test
    void end_thatComesAsAResult_livesInTheParent() throws Exception {
        try (var pool = new Pool(1)) {
            var end = pool.apply(() -> {
                var pipe = new Pipe();
                pipe.parent().send("made in the child");
                new Thread(() -> {
                            try (var stays = pipe.parent()) {
                                stays.send(stays.recv());
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .start();
                return pipe.child();
            });
            try (end) {
                assertThat(end.recv()).isEqualTo("made in the child");
                end.send("there and back");
                assertThat(end.recv()).isEqualTo("there and back");
            }
        }
    }

    @Test
    void child_inheritsTheKey_andConnectsWithoutBeingTold() throws Exception {
        try (var pool = new Pool(1);
                var listener = new Listener(Family.AF_INET, ConnectionOptions.defaults())) {
            var address = listener.address();
            AsyncResult<Object> client = pool.applyAsync(() -> {
                try (var connection = new Client(address)) {
                    connection.send("hello");
                    return connection.recv();
                }
            });
            try (var connection = listener.accept()) {
                assertThat(connection.recv()).isEqualTo("hello");
                connection.send("welcome");
                assertThat(client.get()).isEqualTo("welcome");
            }
        }
    }

    @Test
    void key_isOnNoCommandLineAndInNoEnvironment() throws Exception {
        byte[] key = dev.krait.multiprocessing.internal.launch.FamilyKey.get();
        String hex = java.util.HexFormat.of().formatHex(key);
        try (var pool = new Pool(1)) {
            var seen = pool.apply(() -> {
                var child = dev.krait.multiprocessing.internal.launch.FamilyKey.get();
                return java.util.HexFormat.of().formatHex(child) + "|"
                        + java.lang.management.ManagementFactory.getRuntimeMXBean()
                                .getInputArguments()
                        + System.getProperty("sun.java.command") + System.getenv();
            });
            assertThat(seen).startsWith(hex + "|");
            assertThat(seen.substring(hex.length())).doesNotContain(hex);
        }
    }

    @Test
    void await_overConnectionsOfSeveralChildren_servesThoseThatSend() throws Exception {
        try (var pool = new Pool(2);
                var one = new Pipe();
                var two = new Pipe()) {
            var first = one.child();
            var second = two.child();
            AsyncResult<Object> a = pool.applyAsync(() -> {
                first.send("a");
                return first.recv();
            });
            AsyncResult<Object> b = pool.applyAsync(() -> {
                Object go = second.recv();
                second.send("b");
                return go;
            });
            List<Connection> parents = List.of(one.parent(), two.parent());
            assertThat(Connection.await(parents, Duration.ofSeconds(60))).containsExactly(one.parent());
            assertThat(one.parent().recv()).isEqualTo("a");
            two.parent().send(1);
            assertThat(Connection.await(parents)).containsExactly(two.parent());
            assertThat(two.parent().recv()).isEqualTo("b");
            one.parent().send(2);
            assertThat(List.of(a.get(), b.get())).isEqualTo(List.of(2, 1));
        }
    }
}
