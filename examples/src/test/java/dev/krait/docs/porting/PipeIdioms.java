package dev.krait.docs.porting;

import dev.krait.multiprocessing.BufferTooShortException;
import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.SimpleQueue;
import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.connection.Listener;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.queue.QueueFullException;
import dev.krait.threading.Thread;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pipes, connections, listeners. */
final class PipeIdioms extends Idioms {
    PipeIdioms(List<String> printed) {
        super(printed);
    }

    // region pipe-function
    static void answer(Connection connection) throws Exception {
        connection.send(List.of(42, "hello"));
        connection.close();
    }
    // endregion

    void pipe() throws Exception {
        // region pipe
        try (var pipe = new Pipe()) {
            Connection childEnd = pipe.child();
            var p = new Process(() -> answer(childEnd));
            p.start();
            print(pipe.parent().recv());
            p.join();
        }
        // endregion
    }

    // region queue-worker
    static void work(Queue<Integer> tasks, Queue<Integer> done) throws InterruptedException {
        for (Integer task = tasks.get(); task != null; task = tasks.get()) {
            done.put(task * task);
        }
    }
    // endregion

    void queue() throws Exception {
        // region queue
        var tasks = new Queue<Integer>();
        var done = new Queue<Integer>();
        var p = new Process(() -> work(tasks, done));
        p.start();
        for (Integer task : Arrays.asList(1, 2, null)) {
            tasks.put(task);
        }
        print(done.get() + done.get());
        p.join();
        // endregion
        var joinable = new JoinableQueue<String>();
        joinable.put("job");
        print(joinable.get());
        joinable.taskDone();
        joinable.join();
        var bounded = new Queue<String>(1);
        bounded.put("x", Duration.ofSeconds(5));
        try {
            bounded.putNowait("y");
        } catch (QueueFullException e) {
            print("full");
        }
        bounded.get(Duration.ofSeconds(5));
        bounded.close();
        bounded.joinThread();
        var simple = new SimpleQueue<Integer>();
        simple.put(7);
        print(simple.get());
    }

    @SuppressWarnings("unchecked")
    void messages() throws Exception {
        try (var pipe = new Pipe();
                var a = pipe.parent();
                var b = pipe.child()) {
            a.send(1);
            int number = b.recv(Integer.class);
            print(number);
            a.send(List.of(2, 3));
            var numbers = (List<Integer>) b.recv();
            print(numbers);
            byte[] data = "thank you".getBytes(StandardCharsets.UTF_8);
            b.sendBytes(data);
            print(new String(a.recvBytes(), StandardCharsets.UTF_8));
            a.sendBytes(data, 2, 3);
            var buffer = new byte[2];
            try {
                b.recvBytesInto(buffer);
            } catch (BufferTooShortException e) {
                print(new String(e.message(), StandardCharsets.UTF_8));
            }
            if (!a.poll()) {
                print("no message");
            }
            print(a.poll(Duration.ofMillis(1)));
            b.close();
            try {
                a.recv();
            } catch (EOFException e) {
                print("that was all");
            }
        }
        try (var oneWay = new Pipe(false)) {
            oneWay.sender().send("one way");
            print(oneWay.receiver().recv());
        }
    }

    // region writer
    static void write(Connection writer, String name) throws Exception {
        for (int i = 0; i < 3; i++) {
            writer.send(name + i);
        }
    }
    // endregion

    void waitForMany() throws Exception {
        // region wait
        List<Connection> readers = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            var pipe = new Pipe(false);
            Connection writer = pipe.sender();
            new Process(() -> write(writer, name)).start();
            readers.add(pipe.receiver());
        }
        while (!readers.isEmpty()) {
            for (Connection reader : Connection.await(readers)) {
                try {
                    print(reader.recv());
                } catch (EOFException e) {
                    readers.remove(reader);
                    reader.close();
                }
            }
        }
        // endregion
    }

    void lastAccepted() throws Exception {
        try (var listener = new Listener()) {
            var client = new Thread(() -> {
                try (var connection = new Client(listener.address())) {
                    connection.send("hello");
                }
            });
            client.start();
            try (Connection connection = listener.accept()) {
                print(connection.recv());
            }
            client.join();
            print(listener.lastAccepted());
        }
    }

    void listener() throws Exception {
        var secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        // region listener
        var options = ConnectionOptions.defaults().withAuthKey(secret);
        try (var listener = new Listener(anyPort, options)) {
            var client = new Thread(() -> {
                try (var connection = new Client(listener.address(), options)) {
                    print(connection.recv());
                    print(Arrays.toString(connection.recvBytes()));
                }
            });
            client.start();
            try (Connection connection = listener.accept()) {
                connection.send(Arrays.asList(2.25, null, "junk"));
                connection.sendBytes(new byte[] {1, 2, 3});
            }
            client.join();
        }
        // endregion
    }
}
