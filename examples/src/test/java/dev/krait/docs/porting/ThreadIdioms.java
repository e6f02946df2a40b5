package dev.krait.docs.porting;

import dev.krait.threading.Local;
import dev.krait.threading.SerializedIterator;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import dev.krait.threading.Threading;
import dev.krait.threading.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Threads, timers, thread-local values, iterators for several threads. */
final class ThreadIdioms extends Idioms {
    ThreadIdioms(List<String> printed) {
        super(printed);
    }

    private void f(int a, int b) {
        print("f " + (a + b));
    }

    void life() throws Exception {
        var t = new Thread(() -> f(1, 2));
        t.start();
        t.join();
        print(t.isAlive());
        print(t.ident());
        print(t.getName());
        t.setName("done");
        var named = new Thread(() -> f(3, 4), "worker");
        named.setDaemon(true);
        named.start();
        if (!named.join(Duration.ofSeconds(20))) {
            print("still running");
        }
        var daemon = new Thread(() -> f(5, 6), ThreadOptions.defaults().withDaemon(true));
        daemon.start();
        daemon.joinOrThrow();
    }

    // region subclass
    static class Downloader extends Thread {
        private final String address;
        private int length;

        Downloader(String address) {
            this.address = address;
            setDaemon(true);
        }

        @Override
        public void run() {
            length = ("page of " + address).length();
        }
    }
    // endregion

    void subclass() throws Exception {
        // region subclass-use
        List<Downloader> downloaders = new ArrayList<>();
        for (String address : List.of("a.org", "bb.org")) {
            var downloader = new Downloader(address);
            downloader.start();
            downloaders.add(downloader);
        }
        for (Downloader downloader : downloaders) {
            downloader.join();
            print(downloader.address + ": " + downloader.length);
        }
        // endregion
    }

    void module() throws Exception {
        print(Threading.currentThread());
        print(Threading.mainThread());
        print(Threading.enumerate());
        print(Threading.activeCount());
        print(Threading.getIdent());
        print(Threading.getNativeId());
        Threading.stackSize(256 * 1024);
        Threading.stackSize(0);
        Threading.settrace(thread -> print("new: " + thread.getName()));
        Threading.settrace(null);
        Threading.setprofile(thread -> print("begins: " + thread.getName()));
        Threading.setprofile(null);
        print(Threading.TIMEOUT_MAX);
    }

    private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

    void context() throws Exception {
        USER.set("ada");
        try {
            var options = ThreadOptions.defaults().withInheritedLocals(true);
            for (var thread :
                    List.of(new Thread(() -> print(USER.get()), options), new Thread(() -> print(USER.get())))) {
                thread.start();
                thread.join();
            }
        } finally {
            USER.remove();
        }
    }

    void hook() throws Exception {
        // region hook
        Threading.setExcepthook(args ->
                print(args.thread().getName() + " failed: " + args.excValue().getMessage()));
        // endregion
        try {
            var thread = new Thread(
                    () -> {
                        throw new IllegalStateException("no more paper");
                    },
                    "printer");
            thread.start();
            thread.join();
        } finally {
            Threading.setExcepthook(Threading.DEFAULT_EXCEPTHOOK);
        }
    }

    // region local
    private static final Local<List<String>> SEEN = new Local<>(ArrayList::new);
    // endregion

    void local() throws Exception {
        SEEN.get().add("here");
        var thread = new Thread(() -> print(SEEN.get().size()));
        thread.start();
        thread.join();
        print(SEEN.get().size());
        var x = new Local<Integer>();
        x.set(5);
        print(x.get());
        x.remove();
        SEEN.remove();
    }

    void timer() throws Exception {
        var timer = new Timer(Duration.ofMillis(1), () -> print("hello"));
        timer.start();
        timer.join();
        var never = new Timer(Duration.ofSeconds(30), () -> print("never"));
        never.start();
        never.cancel();
        never.join();
    }

    void iterators() throws Exception {
        // region serialize
        SerializedIterator<Integer> numbers =
                Threading.serializeIterator(IntStream.range(0, 100).iterator());
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(new Thread(() -> numbers.forEachRemaining(taken::add)));
        }
        // endregion
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        print(taken.size());
        // region synchronized
        Supplier<SerializedIterator<Integer>> count =
                Threading.synchronizedIterator(() -> IntStream.range(0, 3).iterator());
        SerializedIterator<Integer> shared = count.get(); // each call makes a new one
        // endregion
        print(shared.next());
        // region tee
        List<Iterator<String>> branches = Threading.concurrentTee(List.of("a", "b"), 2);
        var first = new Thread(() -> branches.get(0).forEachRemaining(this::print));
        var second = new Thread(() -> branches.get(1).forEachRemaining(this::print));
        // endregion
        first.start();
        second.start();
        first.join();
        second.join();
    }
}
