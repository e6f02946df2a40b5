package dev.krait.docs.tutorial;

import dev.krait.multiprocessing.Array;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Value;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What processes have in common. */
final class SharedState extends Chapter {
    SharedState(List<String> printed) {
        super(printed);
    }

    // region deposit
    static void deposit(Value<Integer> balance) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            try (var held = balance.hold()) {
                balance.set(balance.get() + 1);
            }
        }
    }
    // endregion

    void lock() throws Exception {
        // region lock
        Value<Integer> balance = Value.ofInt(0);
        var first = new Process(() -> deposit(balance));
        var second = new Process(() -> deposit(balance));
        first.start();
        second.start();
        first.join();
        second.join();
        print(balance.get());
        // endregion
    }

    void atomic() throws Exception {
        // region atomic
        RawValue<Integer> hits = RawValue.ofInt(0);
        try (var pool = new Pool(2)) {
            pool.map(n -> n % 3 == 0 ? hits.addAndGet(1) : 0, List.of(1, 2, 3, 4, 5, 6));
        }
        print(hits.get());
        // endregion
    }

    void array() throws Exception {
        // region array
        Array<Double> numbers = Array.of(1.0, 2.0, 3.0);
        try (var pool = new Pool(2)) {
            pool.map(i -> numbers.updateAndGet(i, x -> x * x), List.of(0, 1, 2));
        }
        print(numbers.slice(0, 3));
        // endregion
    }

    void event() throws Exception {
        // region event
        var ready = new Event();
        var waiter = new Process(() -> {
            ready.await();
            System.out.println("off we go");
        });
        waiter.start();
        ready.set();
        waiter.join();
        // endregion
    }

    void memory() throws Exception {
        // region memory
        try (var memory = SharedMemory.create(1 << 20)) {
            var writer = new Process(() -> memory.write(0, "hello".getBytes(StandardCharsets.UTF_8)));
            writer.start();
            writer.join();
            var bytes = new byte[5];
            memory.read(0, bytes);
            print(new String(bytes, StandardCharsets.UTF_8));
            memory.unlink();
        }
        // endregion
    }
}
