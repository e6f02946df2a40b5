package dev.krait.docs.tutorial;

import dev.krait.threading.Condition;
import dev.krait.threading.Event;
import dev.krait.threading.Lock;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Threads, and what they wait for. */
final class Threads extends Chapter {
    Threads(List<String> printed) {
        super(printed);
    }

    void start() throws Exception {
        // region start
        var thread = new Thread(() -> print("hello from a thread"));
        thread.start();
        thread.join();
        print(thread.isAlive());
        // endregion
    }

    void squares() throws Exception {
        // region squares
        var squares = new int[10];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < squares.length; i++) {
            int number = i;
            threads.add(new Thread(() -> squares[number] = number * number));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        print(Arrays.toString(squares));
        // endregion
    }

    // region counter
    private final Lock lock = new Lock();
    private int counter;

    private void addThousand() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            try (var held = lock.hold()) {
                counter++;
            }
        }
    }
    // endregion

    void count() throws Exception {
        // region count
        var first = new Thread(this::addThousand);
        var second = new Thread(this::addThousand);
        first.start();
        second.start();
        first.join();
        second.join();
        print(counter);
        // endregion
    }

    void event() throws Exception {
        // region event
        var stop = new Event();
        var clock = new Thread(
                () -> {
                    while (!stop.await(Duration.ofMillis(20))) {
                        print("tick");
                    }
                },
                ThreadOptions.defaults().withDaemon(true));
        clock.start();
        stop.set();
        clock.join();
        print("stopped");
        // endregion
    }

    void condition() throws Exception {
        // region condition
        var items = new ArrayDeque<String>();
        var changed = new Condition();
        var taker = new Thread(() -> {
            try (var held = changed.hold()) {
                changed.awaitFor(() -> !items.isEmpty());
                print("got " + items.remove());
            }
        });
        taker.start();
        try (var held = changed.hold()) {
            items.add("a letter");
            changed.signal();
        }
        taker.join();
        // endregion
    }

    void failure() throws Exception {
        // region failure
        var thread = new Thread(() -> {
            throw new IOException("the disk is full");
        });
        thread.start();
        try {
            thread.joinOrThrow();
        } catch (IOException e) {
            print("it failed: " + e.getMessage());
        }
        // endregion
    }
}
