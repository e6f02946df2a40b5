package dev.krait.docs.failures;

import dev.krait.queue.LifoQueue;
import dev.krait.queue.Queue;
import dev.krait.threading.Barrier;
import dev.krait.threading.BoundedSemaphore;
import dev.krait.threading.Condition;
import dev.krait.threading.Event;
import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import dev.krait.threading.Semaphore;
import dev.krait.threading.Thread;
import dev.krait.threading.Threading;
import java.io.IOException;
import java.time.Duration;

/** What goes wrong between the threads of one process. */
final class ThreadFailures {
    private static final Duration SHORT = Duration.ofMillis(10);

    private ThreadFailures() {}

    static Provoked threads() throws Exception {
        var unstarted = new Thread(() -> {}, "loader");
        var done = new Thread(() -> {}, "loader");
        done.start();
        done.join();
        var failing = new Thread(
                () -> {
                    throw new IOException("no such page");
                },
                "loader");
        Threading.setExcepthook(args -> {});
        try {
            failing.start();
            failing.join();
        } finally {
            Threading.setExcepthook(Threading.DEFAULT_EXCEPTHOOK);
        }
        return new Provoked()
                .by("joining a thread before its start", unstarted::join)
                .by("starting a thread again", done::start)
                .by("making a started thread a daemon", () -> done.setDaemon(true))
                .by("joining oneself", () -> Threading.currentThread().join())
                .by("`joinOrThrow` of a thread that failed", failing::joinOrThrow);
    }

    static Provoked locks() throws Exception {
        var heldElsewhere = new RLock();
        var taken = new Event();
        var enough = new Event();
        var holder = new Thread(
                () -> heldElsewhere.run(() -> {
                    taken.set();
                    enough.await();
                }),
                "holder");
        holder.start();
        taken.await();
        var bounded = new BoundedSemaphore(2);
        var broken = new Barrier(2);
        broken.abort();
        try {
            return new Provoked()
                    .by("releasing a lock that nobody holds", () -> new Lock().release())
                    .by("releasing an `RLock` that another thread holds", heldElsewhere::release)
                    .by("signalling without the condition's lock", () -> new Condition().signal())
                    .by("waiting without the condition's lock", () -> new Condition().await())
                    .by("a semaphore of less than nothing", () -> new Semaphore(-1))
                    .by("releasing more than was taken", bounded::release)
                    .by("waiting at a barrier that was aborted", broken::await)
                    .by("waiting at a barrier for too long", () -> new Barrier(2).await(SHORT))
                    .by("a barrier for nobody", () -> new Barrier(0))
                    .by("a negative timeout", () -> new Lock().acquire(Duration.ofSeconds(-5)));
        } finally {
            enough.set();
            holder.join();
        }
    }

    static Provoked queues() throws Exception {
        var full = new Queue<String>(1);
        full.put("order 1");
        var over = new LifoQueue<String>();
        over.shutdown();
        return new Provoked()
                .by("`getNowait` where nothing is", () -> new Queue<String>().getNowait())
                .by("`get` for too long", () -> new Queue<String>().get(SHORT))
                .by("`putNowait` where no room is", () -> full.putNowait("order 2"))
                .by("`put` for too long", () -> full.put("order 2", SHORT))
                .by("`put` after `shutdown`", () -> over.put("order 1"))
                .by("`get` after `shutdown`", over::get)
                .by("`taskDone` once too often", () -> new Queue<String>().taskDone());
    }
}
