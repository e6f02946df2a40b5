package dev.krait.docs.failures;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Array;
import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.BoundedSemaphore;
import dev.krait.multiprocessing.Condition;
import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.RLock;
import dev.krait.multiprocessing.Value;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** What goes wrong with the objects that processes share. */
final class SharedFailures {
    private static final Duration SHORT = Duration.ofMillis(10);

    private SharedFailures() {}

    static Provoked locks() throws Exception {
        var broken = new Barrier(2);
        broken.abort();
        var left = new Lock();
        halting(left::acquire);
        return new Provoked()
                .by("releasing a lock that nobody holds", () -> new Lock().release())
                .by("releasing an `RLock` that one does not hold", () -> new RLock().release())
                .by("releasing more than was taken", () -> new BoundedSemaphore(2).release())
                .by("signalling without the condition's lock", () -> new Condition().signal())
                .by(
                        "a lock whose owner died, for who cannot put things in order",
                        () -> left.hold().requireConsistent().close())
                .by("waiting at a barrier that was aborted", broken::await)
                .by("waiting at a barrier for too long", () -> new Barrier(2).await(SHORT));
    }

    /** Has a process of its own do something, and end abruptly. */
    private static void halting(Action deed) throws InterruptedException {
        var process = new Process(() -> {
            deed.run();
            Runtime.getRuntime().halt(1);
        });
        process.start();
        process.join();
    }

    static Provoked values() {
        var numbers = Array.of(1, 2, 3);
        return new Provoked()
                .by("a type code that is none", () -> new Value<>('x', 1))
                .by("a number that does not fit", () -> new Value<>('i', 1L << 40))
                .by("an index that is too high", () -> numbers.get(3))
                .by("an array of less than nothing", () -> Array.ints(-1))
                .by("a slice of another length", () -> numbers.setSlice(0, 2, List.of(7)));
    }

    static Provoked queues() throws Exception {
        try (var full = new Queue<Integer>(1);
                var empty = new JoinableQueue<Object>();
                var over = new Queue<Integer>();
                var closed = new Queue<Integer>();
                var lost = new JoinableQueue<Integer>();
                var socket = new Socket()) {
            full.put(1);
            over.shutdown();
            closed.close();
            lost.put(1);
            halting(lost::get);
            return new Provoked()
                    .by("`getNowait` where nothing is", empty::getNowait)
                    .by("`putNowait` where no room is", () -> full.putNowait(2))
                    .by("`put` after `shutdown`", () -> over.put(1))
                    .by("`get` after `shutdown`", over::get)
                    .by("`put` after `close`", () -> closed.put(1))
                    .by("putting what cannot travel", () -> empty.put(List.of(socket)))
                    .by("`taskDone` once too often", empty::taskDone)
                    .by("`join` after a consumer died with an item", lost::join);
        }
    }

    static Provoked memory() throws Exception {
        SharedMemory gone = SharedMemory.create(16);
        String name = gone.name();
        gone.close();
        gone.unlink();
        SharedMemory small = SharedMemory.create(16);
        ShareableList list = ShareableList.of("ab", 1);
        try (small) {
            return new Provoked()
                    .by("a block of nothing", () -> SharedMemory.create(0))
                    .by("attaching what is not there", () -> SharedMemory.attach(name))
                    .by("attaching what is too small", () -> SharedMemory.attach(small.name(), 1 << 20))
                    .by("a name that is taken", () -> SharedMemory.create(small.name(), 16))
                    .by("a byte behind the end", () -> small.get(16))
                    .by("using a block after `close`", () -> gone.get(0))
                    .by("a text that is too long for its place", () -> list.set(0, "a longer text than that"));
        } finally {
            small.unlink();
            list.shm().close();
            list.shm().unlink();
        }
    }
}
