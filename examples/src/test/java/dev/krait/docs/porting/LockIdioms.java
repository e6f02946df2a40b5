package dev.krait.docs.porting;

import dev.krait.threading.Barrier;
import dev.krait.threading.BoundedSemaphore;
import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.Condition;
import dev.krait.threading.Event;
import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import dev.krait.threading.Semaphore;
import dev.krait.threading.Thread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Locks and what else threads wait for. */
final class LockIdioms extends Idioms {
    private final Queue<String> items = new ArrayDeque<>();

    LockIdioms(List<String> printed) {
        super(printed);
    }

    private void work() {
        print("work");
    }

    private String read() throws IOException {
        return "text";
    }

    void locks() throws Exception {
        var lock = new Lock();
        var rlock = new RLock();
        try (var held = lock.hold()) {
            work();
        }
        lock.run(() -> work());
        String text = rlock.call(() -> read());
        print(text);
        lock.acquire();
        try {
            work();
        } finally {
            lock.release();
        }
        if (lock.acquire(false)) {
            lock.release();
        }
        if (lock.acquire(Duration.ofMillis(1500))) {
            lock.release();
        }
        print(lock.locked());
    }

    void condition() throws Exception {
        var lock = new RLock();
        var notEmpty = new Condition(lock);
        // region consumer
        var consumer = new Thread(() -> {
            try (var held = notEmpty.hold()) {
                while (items.isEmpty()) {
                    notEmpty.await();
                }
                print("consumed " + items.remove());
            }
        });
        // endregion
        consumer.start();
        // region producer
        try (var held = notEmpty.hold()) {
            items.add("an item");
            notEmpty.signal();
        }
        // endregion
        consumer.join();
        try (var held = notEmpty.hold()) {
            items.add("another");
            notEmpty.awaitFor(() -> !items.isEmpty());
            if (!notEmpty.awaitFor(() -> items.size() > 5, Duration.ofMillis(5))) {
                print("too few");
            }
            notEmpty.signal(2);
            notEmpty.signalAll();
            items.clear();
        }
    }

    void semaphores() throws Exception {
        var connections = new BoundedSemaphore(5);
        try (var held = connections.hold()) {
            work();
        }
        var permits = new Semaphore(0);
        permits.release(2);
        permits.acquire();
        if (permits.acquire(false)) {
            print("got both");
        }
    }

    void event() throws Exception {
        var event = new Event();
        if (!event.await(Duration.ofMillis(1))) {
            print("not yet");
        }
        event.set();
        event.await();
        print(event.isSet());
        event.clear();
    }

    void barrier() throws Exception {
        var barrier = new Barrier(2, Duration.ofSeconds(60));
        // region barrier
        var server = new Thread(() -> {
            barrier.await();
            print("the server accepts");
        });
        server.start();
        barrier.await();
        // endregion
        server.join();
        barrier.abort();
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            print(e.reason());
        }
        barrier.reset();
        print(barrier.isBroken());
        print(barrier.nWaiting());
        var counted = new Barrier(1, () -> print("all are here"));
        print(counted.await());
    }

    void oneOfAll() throws Exception {
        var barrier = new Barrier(1);
        if (barrier.await() == 0) {
            print("one tidies up");
        }
        print(barrier.parties());
    }
}
