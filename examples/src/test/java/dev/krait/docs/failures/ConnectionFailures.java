package dev.krait.docs.failures;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.ThreadPoolExecutor;
import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.connection.Listener;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.SyncManager;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What goes wrong with connections and managers. */
final class ConnectionFailures {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        var right = ConnectionOptions.defaults().withAuthKey(key("right"));
        var wrong = ConnectionOptions.defaults().withAuthKey(key("wrong"));
        var provoked = new Provoked();
        receiveAnOrder(provoked);
        try (var listener = new Listener(local(), right);
                var executor = new ThreadPoolExecutor(1)) {
            Future<Connection> accepted = executor.submit(() -> listener.accept(PATIENCE));
            return provoked.by("connecting with another key", () -> new Client(listener.address(), wrong))
                    .by("accepting a client with another key", accepted::result)
                    .by("connecting where nobody listens", () -> new Client(nobody))
                    .by("listening where somebody listens", () -> new Listener(listener.address()))
                    .by("accepting for too long", () -> listener.accept(Duration.ofMillis(10)));
        }
    }

    private static void receiveAnOrder(Provoked provoked) throws Exception {
        try (var listener = new Listener(local());
                var executor = new ThreadPoolExecutor(1)) {
            Future<Connection> accepted = executor.submit(() -> listener.accept(PATIENCE));
            try (var client = new Client(listener.address());
                    Connection server = accepted.result()) {
                client.send(new Order(1));
                provoked.by("receiving a class that is not let in", server::recv);
            }
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
            putAnOrder(provoked);
            manager.shutdown();
            return provoked.by("calling a proxy after `shutdown`", () -> orders.get("a"));
        } finally {
            manager.shutdown();
        }
    }

    private static void putAnOrder(Provoked provoked) throws Exception {
        var options = ManagerOptions.defaults().withAddress(local()).withAuthKey(key("right"));
        try (var manager = new SyncManager(options)) {
            manager.start();
            var orders = manager.list();
            provoked.by(
                    "putting a class that is not let in by a manager at an address", () -> orders.add(new Order(1)));
        }
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A class that no list names. */
    private record Order(int number) implements Serializable {}
}
