package dev.krait.docs.failures;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.connection.Listener;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.SyncManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What goes wrong with connections and managers. */
final class ConnectionFailures {
    private ConnectionFailures() {}

    static Provoked connections() throws Exception {
        var ended = new Pipe();
        ended.child().close();
        var closed = new Pipe();
        closed.close();
        try (var pipe = new Pipe();
                var oneWay = new Pipe(false);
                var socket = new Socket()) {
            pipe.child().sendBytes(new byte[100]);
            return new Provoked()
                    .by("receiving after the other end has closed", ended.parent()::recv)
                    .by(
                            "sending after the other end has closed",
                            () -> ended.parent().send("order 1"))
                    .by(
                            "using an end after its own `close`",
                            () -> closed.parent().send("order 1"))
                    .by(
                            "sending into the end that only receives",
                            () -> oneWay.receiver().send("order 1"))
                    .by("sending what cannot travel", () -> pipe.parent().send(socket))
                    .by(
                            "a message for which the array is too short",
                            () -> pipe.parent().recvBytesInto(new byte[10]));
        } finally {
            ended.close();
        }
    }

    static Provoked listeners() throws Exception {
        SocketAddress nobody;
        try (var gone = new Listener(local())) {
            nobody = gone.address();
        }
        try (var listener = new Listener(local(), ConnectionOptions.defaults().withAuthKey(key("right")))) {
            var wrong = ConnectionOptions.defaults().withAuthKey(key("wrong"));
            var server = new Thread(() -> acceptUntilInterrupted(listener), "server");
            server.start();
            var provoked =
                    new Provoked().by("connecting with another key", () -> new Client(listener.address(), wrong));
            server.interrupt();
            server.join();
            return provoked.by("connecting where nobody listens", () -> new Client(nobody))
                    .by("listening where somebody listens", () -> new Listener(listener.address()))
                    .by("accepting for too long", () -> listener.accept(Duration.ofMillis(10)));
        }
    }

    static Provoked managers() throws Exception {
        var manager = new Manager();
        try {
            var orders = manager.dict();
            var queue = manager.<String>queue();
            var lock = manager.lock();
            var provoked = new Provoked()
                    .by("putting what cannot travel", () -> orders.put("a", new Thread()))
                    .by("`getNowait` where nothing is", queue::getNowait)
                    .by("releasing a lock that nobody holds", lock::release)
                    .by("starting again", manager::start)
                    .by("a type that is not registered", () -> manager.create("orders", Runnable.class))
                    .by("using a manager before its start", () -> new SyncManager().dict());
            manager.shutdown();
            return provoked.by("calling a proxy after `shutdown`", () -> orders.get("a"));
        } finally {
            manager.shutdown();
        }
    }

    private static void acceptUntilInterrupted(Listener listener) {
        assertThatThrownBy(listener::accept).isInstanceOf(InterruptedException.class);
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
