package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds for listeners and clients of every family; also a connection contract over their sockets. */
interface ListenerContract extends ConnectionContract {
    Family family();

    default ConnectionOptions options() {
        return ConnectionOptions.defaults();
    }

    default Listener listen(ConnectionOptions options) throws IOException {
        return new Listener(family(), options);
    }

    @Override
    default Ends open() throws Exception {
        return open(options(), options());
    }

    default Ends open(ConnectionOptions listening, ConnectionOptions connecting) throws Exception {
        try (var listener = listen(listening)) {
            var accepted = new AtomicReference<Connection>();
            var accepting = new Beside(() -> accepted.set(listener.accept()));
            var client = new Client(listener.address(), connecting);
            accepting.endWell();
            return new Ends() {
                @Override
                public Connection near() {
                    return client;
                }

                @Override
                public Connection far() {
                    return accepted.get();
                }

                @Override
                public void close() {
                    client.close();
                    accepted.get().close();
                }
            };
        }
    }

    private static SocketChannel raw(SocketAddress address) throws IOException {
        var socket = Family.of(address) == Family.AF_UNIX
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        socket.connect(address);
        return socket;
    }

    private static void write(SocketChannel socket, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    private static byte[] frame(byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(body.length)
                .put(body)
                .array();
    }

    /** One frame that the other side sent. */
    private static byte[] read(SocketChannel socket) throws IOException {
        var header = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        fill(socket, header);
        var body = ByteBuffer.allocate(header.getInt(0));
        fill(socket, body);
        return body.array();
    }

    private static void fill(SocketChannel socket, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException();
            }
        }
    }

    /** A good client is served after whatever came before. */
    private static void assertServes(Listener listener, ConnectionOptions options) throws Exception {
        var accepted = new AtomicReference<Connection>();
        var accepting = new Beside(() -> accepted.set(listener.accept()));
        try (var client = new Client(listener.address(), options)) {
            accepting.endWell();
            client.send("hello");
            assertThat(accepted.get().recv()).isEqualTo("hello");
        } finally {
            accepted.get().close();
        }
    }

    @Test
    default void listener_afterTheWrongKey_refusesOnBothSidesAndGoesOn() throws Exception {
        var right = options().withAuthKey(new byte[] {1, 2, 3});
        try (var listener = listen(right)) {
            var accepting = new Beside(listener::accept);
            assertThatThrownBy(() -> new Client(listener.address(), options().withAuthKey(new byte[] {1, 2, 4})))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("digest sent was rejected");
            assertThat(accepting.end())
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("digest received was wrong");
            assertServes(listener, right);
        }
    }

    @Test
    default void client_ofAListenerWithoutTheKey_refusesToTalk() throws Exception {
        try (var listener = listen(options())) {
            var imposter = new Beside(() -> {
                End end = Client.establish(listener.next(Long.MAX_VALUE), options());
                // Plays the listener, without the key: asks, hears the answer, and has nothing to say itself.
                var handshake = new Handshake(end, new byte[] {9}, TimeUnit.SECONDS.toNanos(30));
                assertThatThrownBy(() -> handshake.deliver(Handshake.CLIENT))
                        .isInstanceOf(AuthenticationException.class);
                end.close();
            });
            assertThatThrownBy(() -> new Client(listener.address(), options()))
                    .isInstanceOf(AuthenticationException.class);
            imposter.endWell();
        }
    }

    @Test
    default void answer_thatIsReplayedOrTurnedBack_isRefused() throws Exception {
        byte[] key = {5, 5, 5};
        var options = options().withAuthKey(key);
        try (var listener = listen(options)) {
            // What a real client answered once, fits no second challenge.
            byte[] recorded;
            var accepting = new Beside(() -> listener.accept().close());
            try (var spy = raw(listener.address())) {
                byte[] question = read(spy);
                var pipe = new Pipe();
                var honest = new Beside(
                        () -> new Handshake(pipe.child().end(), key, Long.MAX_VALUE).answer(Handshake.CLIENT));
                pipe.parent().sendBytes(question);
                recorded = pipe.parent().recvBytes();
                pipe.close();
                assertThat(honest.end()).isInstanceOf(IOException.class);
            }
            assertThat(accepting.end()).isInstanceOf(IOException.class);

            var replayed = new Beside(() -> listener.accept().close());
            try (var attacker = raw(listener.address())) {
                read(attacker);
                write(attacker, frame(recorded));
                assertThat(replayed.end()).isInstanceOf(AuthenticationException.class);
            }

            // The listener's own answer to this question, given in its role, is none in the client's.
            var turned = new Beside(() -> listener.accept().close());
            try (var attacker = raw(listener.address())) {
                byte[] question = read(attacker);
                var pipe = new Pipe();
                var mirror = new Beside(
                        () -> new Handshake(pipe.child().end(), key, Long.MAX_VALUE).answer(Handshake.LISTENER));
                pipe.parent().sendBytes(question);
                write(attacker, frame(pipe.parent().recvBytes()));
                pipe.close();
                assertThat(mirror.end()).isInstanceOf(IOException.class);
                assertThat(turned.end()).isInstanceOf(AuthenticationException.class);
            }
            assertServes(listener, options);
        }
    }

    @Test
    default void attackers_ofEveryKind_endTheirOwnConnectionOnly() throws Exception {
        var options = options().withHandshakeTimeout(Duration.ofMillis(300));
        @SuppressWarnings("ArrayRecordComponent") // Nobody compares attacks.
        record Attack(String name, byte[] bytes, boolean leaves, Class<? extends Exception> failure) {}
        var attacks = List.of(
                new Attack("leaves at once", new byte[0], true, EOFException.class),
                new Attack("says nothing", new byte[0], false, SocketTimeoutException.class),
                new Attack("truncated header", new byte[] {7, 0}, true, IOException.class),
                new Attack("truncated answer", new byte[] {64, 0, 0, 0, 1, 2}, true, IOException.class),
                new Attack("slow answer", new byte[] {64, 0, 0, 0, 1, 2}, false, SocketTimeoutException.class),
                new Attack("huge length", new byte[] {-1, -1, -1, 127}, false, ProtocolException.class),
                new Attack("long for a handshake", new byte[] {1, 1, 0, 0}, false, ProtocolException.class),
                new Attack("negative length", new byte[] {-9, -1, -1, -1}, false, ProtocolException.class),
                new Attack("empty answer", frame(new byte[0]), false, AuthenticationException.class),
                new Attack("guessed answer", frame(new byte[64]), false, AuthenticationException.class),
                new Attack("text", ConnectionContract.utf8("GET / HTTP/1.1\r\n\r\n"), false, ProtocolException.class));
        try (var listener = listen(options)) {
            for (Attack attack : attacks) {
                var accepting = new Beside(() -> listener.accept().close());
                try (var socket = raw(listener.address())) {
                    write(socket, attack.bytes);
                    if (attack.leaves) {
                        socket.close();
                    }
                    assertThat(accepting.end()).as(attack.name).isInstanceOf(attack.failure);
                }
            }
            assertServes(listener, options);
        }
    }

    @Test
    default void randomBytes_neverBreakTheListener() throws Exception {
        long seed = 20261121;
        var random = new Random(seed);
        var options = options().withHandshakeTimeout(Duration.ofMillis(500));
        try (var listener = listen(options)) {
            for (int i = 0; i < 150; i++) {
                var bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                if (random.nextBoolean() && bytes.length > 4) {
                    // A plausible length, so that what follows is looked at.
                    System.arraycopy(frame(new byte[random.nextInt(bytes.length)]), 0, bytes, 0, 4);
                }
                var accepting = new Beside(() -> listener.accept().close());
                try (var socket = raw(listener.address())) {
                    write(socket, bytes);
                    socket.shutdownOutput();
                    assertThat(accepting.end())
                            .as("round %s of seed %s", i, seed)
                            .isInstanceOfAny(IOException.class, AuthenticationException.class);
                } catch (java.net.SocketException refusedEarly) {
                    assertThat(accepting.end()).isNotNull();
                }
            }
            assertServes(listener, options);
        }
    }

    /** A class of the program that nobody allowed. */
    record Unlisted(int number) implements Serializable {}

    /** One that a deserializing peer would like to be surprised by. */
    final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static volatile boolean ran;

        private void readObject(java.io.ObjectInputStream in) {
            ran = true;
        }
    }

    /** An enum whose initialiser a hostile peer would like to run. */
    enum Trap {
        SPRUNG;

        static {
            Gadget.ran = true;
        }
    }

    @Test
    default void objects_thatAreNotAllowed_areRefusedByNameAndTheConnectionGoesOn() throws Exception {
        try (var ends = open()) {
            List<Object> refused = List.of(
                    new Unlisted(1),
                    new Gadget(),
                    new Object[] {List.of(new Gadget())},
                    Family.AF_UNIX,
                    (Runnable & Serializable) () -> Gadget.ran = true,
                    java.lang.reflect.Proxy.newProxyInstance(
                            Gadget.class.getClassLoader(), new Class<?>[] {Runnable.class}, (SerializableHandler)
                                    (proxy, method, arguments) -> null));
            for (Object value : refused) {
                ends.near().send(value);
                assertThatThrownBy(() -> ends.far().recv())
                        .as("%s", value.getClass())
                        .isInstanceOf(InvalidClassException.class)
                        .hasMessageContaining("withAllowedClasses");
            }
            ends.near().send("next");
            assertThat(ends.far().recv()).isEqualTo("next");
            assertThat(Gadget.ran).isFalse();
        }
    }

    /** A handler that could travel. */
    interface SerializableHandler extends java.lang.reflect.InvocationHandler, Serializable {}

    @Test
    default void enum_thatIsNotAllowed_isNotEvenInitialised() throws Exception {
        try (var ends = open()) {
            var bytes = new dev.krait.multiprocessing.internal.wire.ByteWriter(64);
            bytes.putByte(19);
            bytes.putString(Trap.class.getName());
            bytes.putString("SPRUNG");
            ends.near().sendBytes(bytes.toByteArray());

            assertThatThrownBy(() -> ends.far().recv()).isInstanceOf(InvalidClassException.class);
            assertThat(Gadget.ran).isFalse();
        }
    }

    @Test
    default void valuesOfJava_areAllowed() throws Exception {
        try (var ends = open()) {
            List<Object> values = List.of(
                    1,
                    "text",
                    new java.math.BigDecimal("1.50"),
                    Duration.ofSeconds(3),
                    java.time.ZonedDateTime.parse("2026-11-21T12:00:00Z"),
                    DayOfWeek.MONDAY,
                    String.class,
                    new java.util.TreeMap<>(java.util.Map.of("k", List.of(1))),
                    java.util.Collections.unmodifiableList(new java.util.ArrayList<>(List.of(1))),
                    java.util.EnumSet.of(DayOfWeek.FRIDAY),
                    new java.util.concurrent.ConcurrentHashMap<>(java.util.Map.of(1, 2)),
                    new java.util.concurrent.atomic.AtomicInteger(3).get(),
                    new int[0].length);
            for (Object value : values) {
                ends.near().send(value);
                assertThat(ends.far().recv()).isEqualTo(value);
            }
            ends.near().send(new IllegalStateException("what went wrong", new IOException("why")));
            assertThat(ends.far().recv(IllegalStateException.class))
                    .hasMessage("what went wrong")
                    .hasRootCauseMessage("why");
        }
    }

    @Test
    default void classes_thatAreNamed_areLetIn() throws Exception {
        var allowing = options().withAllowedClasses(ListenerContract.class.getName() + "$Unlisted");
        try (var ends = open(allowing, allowing)) {
            ends.near().send(new Unlisted(4));
            assertThat(ends.far().recv()).isEqualTo(new Unlisted(4));
            ends.near().send(new Gadget());
            assertThatThrownBy(() -> ends.far().recv()).isInstanceOf(InvalidClassException.class);
        }
        assertThatThrownBy(() -> options().withAllowedClasses("com.example.A;*"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options().withAllowedClasses("*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options().withAllowedClasses("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void messages_overTheLimit_areRefusedOnBothSides() throws Exception {
        try (var ends = open(options().withMaxMessageSize(1000), options())) {
            assertThatThrownBy(() -> ends.far().sendBytes(new byte[1001]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("1000 bytes");
            ends.near().sendBytes(new byte[1000]);
            assertThat(ends.far().recvBytes()).hasSize(1000);
            ends.near().sendBytes(new byte[1001]);
            assertThatThrownBy(() -> ends.far().recvBytes())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("1001 bytes")
                    .hasMessageContaining("1000 bytes");
            assertThatThrownBy(() -> ends.far().recvBytes()).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    default void frame_thatIsCutOff_isNotTheEndOfTheStream() throws Exception {
        byte[] key = {1};
        var options = options().withAuthKey(key);
        try (var listener = listen(options)) {
            var accepted = new AtomicReference<Connection>();
            var accepting = new Beside(() -> accepted.set(listener.accept()));
            SocketChannel socket = raw(listener.address());
            End client = Client.establish(socket, options);
            var handshake = new Handshake(client, key, Long.MAX_VALUE);
            handshake.answer(Handshake.CLIENT);
            handshake.deliver(Handshake.LISTENER);
            accepting.endWell();
            try (var far = accepted.get()) {
                // Half a message, as of a process that was killed.
                write(socket, Arrays.copyOf(frame(new byte[100]), 50));
                client.close();
                assertThatThrownBy(far::recvBytes)
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(EOFException.class)
                        .hasMessageContaining("in the middle of a message")
                        .hasMessageContaining("46 of 100");
            }
        }
    }

    @Test
    default void pipeEnd_overASocket_isRefusedAndStays() throws Exception {
        try (var ends = open();
                var pipe = new Pipe()) {
            assertThatThrownBy(() -> ends.near().send(pipe.child()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another machine");
            pipe.parent().send(1);
            assertThat(pipe.child().recv()).isEqualTo(1);
        }
    }

    @Test
    default void accept_withATimeout_givesUp() throws Exception {
        try (var listener = listen(options())) {
            assertThatThrownBy(() -> listener.accept(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> listener.accept(Duration.ofMillis(-5))).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    default void accept_thatIsInterrupted_leavesTheListenerAsItWas() throws Exception {
        try (var listener = listen(options())) {
            var accepting = new Beside(listener::accept);
            accepting.waits();
            accepting.interrupt();
            assertThat(accepting.end()).isInstanceOf(InterruptedException.class);
            assertServes(listener, options());
        }
    }

    @Test
    default void listener_thatIsClosed_endsAcceptAndRefusesFurtherUse() throws Exception {
        var listener = listen(options());
        var accepting = new Beside(listener::accept);
        accepting.waits();
        listener.close();
        listener.close();
        assertThat(accepting.end()).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThatThrownBy(listener::accept).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> new Client(listener.address(), options())).isInstanceOf(IOException.class);
    }

    @Test
    default void lastAccepted_isNullUntilSomebodyCame() throws Exception {
        try (var listener = listen(options())) {
            assertThat(listener.lastAccepted()).isNull();
            assertServes(listener, options());
            assertThat(listener.lastAccepted()).isNotNull();
        }
    }

    @Test
    default void await_overAListener_isWokenByAClient() throws Exception {
        try (var listener = listen(options());
                var pipe = new Pipe()) {
            assertThat(Connection.await(List.of(listener, pipe.parent()), Duration.ZERO))
                    .isEmpty();
            var waiting = new Beside(() -> assertThat(Connection.await(List.of(listener, pipe.parent())))
                    .containsExactly(listener));
            waiting.waits();
            var connecting = new Beside(() -> new Client(listener.address(), options()).close());
            waiting.endWell();
            listener.accept().close();
            connecting.endWell();
        }
    }

    @Test
    default void acceptedConnection_canMoveOn() throws Exception {
        try (var ends = open();
                var carrier = new Pipe()) {
            ends.near().send("before");
            carrier.parent().send(ends.far());
            try (var moved = carrier.child().recv(Connection.class)) {
                ends.near().send("after");
                assertThat(moved.recv()).isEqualTo("before");
                assertThat(moved.recv()).isEqualTo("after");
                ends.near().send(new Unlisted(1));
                assertThatThrownBy(moved::recv).as("the filter moves along").isInstanceOf(InvalidClassException.class);
                byte[] large = new byte[500_000];
                Arrays.fill(large, (byte) 3);
                var sending = new Beside(() -> moved.sendBytes(large));
                assertThat(ends.near().recvBytes()).isEqualTo(large);
                sending.endWell();
            }
        }
    }
}
