package dev.krait.docs.tutorial;

import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Processes, and pipes between them. */
final class Processes extends Chapter {
    Processes(List<String> printed) {
        super(printed);
    }

    // region greet
    static void greet(String name) {
        System.out.println(
                "hello " + name + ", says " + Multiprocessing.currentProcess().getName());
    }
    // endregion

    void start() throws Exception {
        // region start
        var process = new Process(() -> greet("bob"), "greeter");
        process.start();
        process.join();
        print(process.exitCode());
        // endregion
    }

    // region summing
    static class Summing extends Process {
        private final List<Integer> numbers;
        private final Connection answer;

        Summing(List<Integer> numbers, Connection answer) {
            this.numbers = numbers;
            this.answer = answer;
        }

        @Override
        public void run() throws Exception {
            answer.send(numbers.stream().mapToInt(n -> n).sum());
        }
    }
    // endregion

    void subclass() throws Exception {
        // region subclass
        try (var pipe = new Pipe()) {
            var summing = new Summing(List.of(1, 2, 3), pipe.child());
            summing.start();
            print(pipe.parent().recv(Integer.class));
            summing.join();
        }
        // endregion
    }

    // region echo
    static void shout(Connection connection) throws Exception {
        String line = connection.recv(String.class);
        while (!line.isEmpty()) {
            connection.send(line.toUpperCase(Locale.ROOT));
            line = connection.recv(String.class);
        }
    }
    // endregion

    void pipe() throws Exception {
        // region pipe
        try (var pipe = new Pipe()) {
            Connection there = pipe.child();
            var process = new Process(() -> shout(there));
            process.start();
            Connection here = pipe.parent();
            here.send("good morning");
            print(here.recv());
            here.send("");
            process.join();
        }
        // endregion
    }

    void queue() throws Exception {
        // region queue
        var words = new Queue<String>();
        var writer = new Process(() -> {
            for (String word : List.of("from", "far", "away")) {
                words.put(word);
            }
            words.shutdown();
        });
        writer.start();
        for (String word : words.untilShutdown()) {
            print(word);
        }
        writer.join();
        // endregion
    }

    // region sleeper
    static void sleep() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }
    // endregion

    void stop() throws Exception {
        // region stop
        var process = new Process(Processes::sleep);
        process.start();
        process.stop(Duration.ofSeconds(5));
        print(process.isAlive());
        // endregion
    }

    void death() throws Exception {
        // region death
        var process = new Process(() -> Runtime.getRuntime().halt(3));
        process.start();
        try {
            process.joinOrThrow();
        } catch (WorkerLostException e) {
            print("it died with exit code " + e.exitCode());
        }
        // endregion
    }
}
