package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.BufferTooShortException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds for every connection that goes both ways, however its messages travel. */
interface ConnectionContract {
    /** Two ends in this JVM that belong together. */
    interface Ends extends AutoCloseable {
        Connection near();

        Connection far();

        @Override
        void close() throws Exception;
    }

    Ends open() throws Exception;

    /** Something that runs beside the test and tells how it ended. */
    final class Beside {
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        Beside(Task task) {
            thread = new Thread(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            thread.start();
        }

        interface Task {
            void run() throws Exception;
        }

        Beside waits() {
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                Thread.State state = thread.getState();
                return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || blocksInSelector();
            });
            return this;
        }

        private boolean blocksInSelector() {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("lockAndDoSelect"));
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable end() throws InterruptedException {
            thread.join(30_000);
            assertThat(thread.isAlive()).as("still running").isFalse();
            return failure.get();
        }

        void endWell() throws InterruptedException {
            assertThat(end()).isNull();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    default void objects_thatAreSent_arriveInOrderBothWays() throws Exception {
        try (var ends = open()) {
            ends.near().send(1);
            ends.near().send(null);
            ends.near().send(List.of("a", Map.of(2, 3.5)));
            ends.far().send("back");

            assertThat(ends.far().recv()).isEqualTo(1);
            assertThat(ends.far().recv()).isNull();
            assertThat(ends.far().recv()).isEqualTo(List.of("a", Map.of(2, 3.5)));
            assertThat(ends.near().recv(String.class)).isEqualTo("back");
        }
    }

    @Test
    default void bytes_keepTheirBoundaries() throws Exception {
        try (var ends = open()) {
            ends.near().sendBytes(utf8("one"));
            ends.near().sendBytes(new byte[0]);
            ends.near().sendBytes(utf8("012345"), 2);
            ends.near().sendBytes(utf8("012345"), 2, 3);

            assertThat(ends.far().recvBytes()).isEqualTo(utf8("one"));
            assertThat(ends.far().recvBytes()).isEmpty();
            assertThat(ends.far().recvBytes(4)).isEqualTo(utf8("2345"));
            assertThat(ends.far().recvBytes()).isEqualTo(utf8("234"));
        }
    }

    @Test
    default void offsetsAndSizes_thatDoNotFit_areRefusedBeforeAnythingIsSent() throws Exception {
        try (var ends = open()) {
            assertThatThrownBy(() -> ends.near().sendBytes(new byte[3], -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offset -1");
            assertThatThrownBy(() -> ends.near().sendBytes(new byte[3], 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offset 4");
            assertThatThrownBy(() -> ends.near().sendBytes(new byte[3], 1, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("size 3");
            assertThatThrownBy(() -> ends.near().sendBytes(new byte[3], 1, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("size -1");
            assertThatThrownBy(() -> ends.far().recvBytes(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxLength");
            assertThatThrownBy(() -> ends.far().recvBytesInto(new byte[3], 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offset 4");
            assertThatThrownBy(() ->
                            ends.far().recvBytesInto(ByteBuffer.allocate(3).asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ends.far().poll()).isFalse();
        }
    }

    @Test
    default void recvBytesInto_aBuffer_fillsItFromWhereItStands() throws Exception {
        try (var ends = open()) {
            ends.near().sendBytes(utf8("abc"));
            ends.near().sendBytes(utf8("de"));
            var array = new byte[6];

            assertThat(ends.far().recvBytesInto(array, 2)).isEqualTo(3);
            assertThat(array).isEqualTo(utf8("\0\0abc\0"));
            ByteBuffer direct = ByteBuffer.allocateDirect(4).position(1);
            assertThat(ends.far().recvBytesInto(direct)).isEqualTo(2);
            assertThat(direct.position()).isEqualTo(3);
            assertThat(direct.get(1)).isEqualTo((byte) 'd');
        }
    }

    @Test
    default void recvBytesInto_aBufferThatIsTooShort_throwsTheMessageAndGoesOn() throws Exception {
        try (var ends = open()) {
            ends.near().sendBytes(utf8("too long"));
            ends.near().sendBytes(utf8("ok"));
            var small = new byte[4];

            assertThatThrownBy(() -> ends.far().recvBytesInto(small))
                    .isInstanceOfSatisfying(
                            BufferTooShortException.class,
                            e -> assertThat(e.message()).isEqualTo(utf8("too long")))
                    .hasMessageContaining("8 bytes")
                    .hasMessageContaining("4 bytes");
            assertThat(small).containsOnly(0);
            assertThat(ends.far().recvBytesInto(small)).isEqualTo(2);
        }
    }

    @Test
    default void recvBytes_ofAMessageThatIsTooLong_endsReceivingButNotSending() throws Exception {
        try (var ends = open()) {
            ends.near().sendBytes(utf8("too long"));

            assertThatThrownBy(() -> ends.far().recvBytes(3))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("8 bytes");
            assertThat(ends.far().isReadable()).isFalse();
            assertThatThrownBy(() -> ends.far().recvBytes()).isInstanceOf(IllegalStateException.class);
            ends.far().send("still");
            assertThat(ends.near().recv()).isEqualTo("still");
        }
    }

    @Test
    default void messages_ofEverySize_arriveWhole() throws Exception {
        try (var ends = open()) {
            for (int size : new int[] {1, 4091, 8187, 8188, 8189, 8192, 65535, 131067, 131068, 131072, 3_000_000}) {
                var message = new byte[size];
                Arrays.fill(message, (byte) size);
                message[size - 1] = 42;
                var sender = new Beside(() -> ends.near().sendBytes(message));
                assertThat(Arrays.equals(ends.far().recvBytes(), message))
                        .as("%s bytes", size)
                        .isTrue();
                sender.endWell();
            }
        }
    }

    @Test
    default void poll_tellsWhetherAMessageIsThere() throws Exception {
        try (var ends = open()) {
            assertThat(ends.far().poll()).isFalse();
            assertThat(ends.far().poll(Duration.ofMillis(-5))).isFalse();
            assertThat(ends.far().poll(Duration.ofMillis(1))).isFalse();
            ends.near().send("x");
            assertThat(ends.far().poll(Duration.ofSeconds(30))).isTrue();
            assertThat(ends.far().poll()).isTrue();
            assertThat(ends.far().recv()).isEqualTo("x");
            assertThat(ends.far().poll()).isFalse();
        }
    }

    @Test
    default void poll_whileNothingCame_waitsForAMessage() throws Exception {
        try (var ends = open()) {
            var poller = new Beside(
                    () -> assertThat(ends.far().poll(Duration.ofSeconds(60))).isTrue());
            poller.waits();
            ends.near().send(1);
            poller.endWell();
        }
    }

    @Test
    default void otherEndClosed_deliversWhatWasSentThenTheEnd() throws Exception {
        try (var ends = open()) {
            ends.near().send("last");
            ends.near().close();

            assertThat(ends.far().recv()).isEqualTo("last");
            assertThat(ends.far().poll(Duration.ofSeconds(30))).isTrue();
            assertThatThrownBy(() -> ends.far().recv())
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> {
                        while (true) {
                            ends.far().send("nobody there");
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
        }
    }

    @Test
    default void otherEndClosed_wakesWhoReceives() throws Exception {
        try (var ends = open()) {
            var receiver = new Beside(() -> ends.far().recv());
            receiver.waits();
            ends.near().close();
            assertThat(receiver.end()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    default void otherEndClosed_wakesWhoSends() throws Exception {
        try (var ends = open()) {
            var sender = new Beside(() -> {
                while (true) {
                    ends.near().sendBytes(new byte[100_000]);
                }
            });
            sender.waits();
            ends.far().close();
            assertThat(sender.end()).isInstanceOf(IOException.class).hasMessageContaining("broken pipe");
        }
    }

    @Test
    default void useAfterClose_saysThatItIsClosed() throws Exception {
        try (var ends = open()) {
            Connection near = ends.near();
            near.close();
            near.close();

            assertThat(near.isClosed()).isTrue();
            List<Beside.Task> uses = List.of(
                    () -> near.send(1),
                    () -> near.sendBytes(new byte[1]),
                    near::recv,
                    near::recvBytes,
                    () -> near.recvBytesInto(new byte[1]),
                    near::poll,
                    () -> near.poll(Duration.ZERO),
                    () -> Connection.await(List.of(near), Duration.ZERO));
            for (Beside.Task use : uses) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(EOFException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @Test
    default void close_whileCallsWait_endsThem() throws Exception {
        try (var ends = open()) {
            var receiver = new Beside(() -> ends.near().recv());
            var second = new Beside(() -> ends.near().recv());
            var sender = new Beside(() -> {
                while (true) {
                    ends.near().sendBytes(new byte[100_000]);
                }
            });
            receiver.waits();
            second.waits();
            sender.waits();
            ends.near().close();
            assertThat(receiver.end()).isInstanceOf(IOException.class).hasMessageContaining("closed");
            assertThat(second.end()).isInstanceOf(IOException.class).hasMessageContaining("closed");
            assertThat(sender.end()).isInstanceOf(IOException.class).hasMessageContaining("closed");
        }
    }

    @Test
    default void interrupt_ofAReceiver_losesNothing() throws Exception {
        try (var ends = open()) {
            var receiver = new Beside(() -> ends.far().recv());
            receiver.waits();
            receiver.interrupt();
            assertThat(receiver.end()).isInstanceOf(InterruptedException.class);

            ends.near().send("still there");
            assertThat(ends.far().recv()).isEqualTo("still there");
        }
    }

    @Test
    default void interrupt_beforeACall_isHonouredAndChangesNothing() throws Exception {
        try (var ends = open()) {
            ends.near().send("waiting");
            List<Beside.Task> calls = List.of(
                    () -> ends.near().send("never"),
                    () -> ends.far().recv(),
                    () -> ends.far().poll(Duration.ofSeconds(1)),
                    () -> Connection.await(List.of(ends.far())));
            for (Beside.Task call : calls) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(call::run).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            assertThat(ends.far().recv()).isEqualTo("waiting");
            assertThat(ends.far().poll()).isFalse();
        }
    }

    @Test
    default void interrupt_ofASender_neverCutsAMessage() throws Exception {
        try (var ends = open()) {
            var sent = new ArrayList<Integer>();
            var sender = new Beside(() -> {
                for (int i = 0; ; i++) {
                    var message = new byte[300_000];
                    Arrays.fill(message, (byte) i);
                    ends.near().sendBytes(message);
                    sent.add(i);
                }
            });
            sender.waits();
            sender.interrupt();
            var received = new AtomicInteger();
            var receiver = new Beside(() -> {
                while (true) {
                    byte[] message;
                    try {
                        message = ends.far().recvBytes();
                    } catch (EOFException end) {
                        return;
                    }
                    assertThat(message).hasSize(300_000);
                    byte number = (byte) received.getAndIncrement();
                    assertThat(message[0]).isEqualTo(number);
                    assertThat(message[299_999]).isEqualTo(number);
                }
            });
            assertThat(sender.end()).isInstanceOf(InterruptedException.class);
            ends.near().sendBytes(expected(sent.size()));
            ends.near().close();
            receiver.endWell();
            assertThat(received).hasValue(sent.size() + 1);
        }
    }

    private static byte[] expected(int i) {
        var message = new byte[300_000];
        Arrays.fill(message, (byte) i);
        return message;
    }

    @Test
    default void manySendersAndReceivers_getWholeMessagesOnceEach() throws Exception {
        try (var ends = open()) {
            int each = 500;
            int threads = 4;
            var received = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
            var left = new CountDownLatch(each * threads);
            var work = new ArrayList<Beside>();
            for (int t = 0; t < threads; t++) {
                int sender = t;
                work.add(new Beside(() -> {
                    for (int i = 0; i < each; i++) {
                        ends.near().send(sender + "-" + i);
                    }
                }));
                work.add(new Beside(() -> {
                    for (int i = 0; i < each; i++) {
                        received.add(ends.far().recv(String.class));
                        left.countDown();
                    }
                }));
            }
            for (Beside one : work) {
                one.endWell();
            }
            assertThat(left.getCount()).isZero();
            assertThat(received).hasSize(each * threads);
        }
    }

    @Test
    default void await_overSeveralConnections_tellsThoseThatAreReady() throws Exception {
        try (var one = open();
                var two = open();
                var three = open()) {
            List<Connection> all = List.of(one.near(), two.near(), three.near());
            assertThat(Connection.await(all, Duration.ZERO)).isEmpty();
            assertThat(Connection.await(all, Duration.ofMillis(2))).isEmpty();

            two.far().send(2);
            assertThat(Connection.await(all, Duration.ofSeconds(30))).containsExactly(two.near());
            two.near().recv();
            three.far().close();
            assertThat(Connection.await(all)).containsExactly(three.near());
        }
    }

    @Test
    default void await_whileNothingIsReady_wakesForAMessage() throws Exception {
        try (var one = open();
                var two = open()) {
            var waiter = new Beside(() -> assertThat(Connection.await(List.of(one.near(), two.near())))
                    .containsExactly(one.near()));
            waiter.waits();
            one.far().send(1);
            waiter.endWell();
        }
    }

    @Test
    default void objectThatCannotTravel_isRefusedAndSendsNothing() throws Exception {
        try (var ends = open()) {
            assertThatThrownBy(() -> ends.near().send(new Object()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThat(ends.far().poll()).isFalse();
            ends.near().send(1);
            assertThat(ends.far().recv()).isEqualTo(1);
        }
    }

    @Test
    default void bytesThatAreNoObject_areNamedAndTheConnectionGoesOn() throws Exception {
        try (var ends = open()) {
            ends.near().sendBytes(new byte[] {99, 98, 97});
            ends.near().sendBytes(new byte[0]);
            ends.near().send("next");

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> ends.far().recv())
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(EOFException.class)
                        .hasMessageContaining("recvBytes");
            }
            assertThat(ends.far().recv()).isEqualTo("next");
        }
    }
}
