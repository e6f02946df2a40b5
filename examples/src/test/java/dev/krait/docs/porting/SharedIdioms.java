package dev.krait.docs.porting;

import dev.krait.multiprocessing.Array;
import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RawArray;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Semaphore;
import dev.krait.multiprocessing.Value;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.nio.DoubleBuffer;
import java.util.List;

/** What processes share. */
final class SharedIdioms extends Idioms {
    SharedIdioms(List<String> printed) {
        super(printed);
    }

    void locked() throws Exception {
        Value<Integer> v = Value.ofInt(7);
        var d = new Value<>('d', 3.5);
        try (var held = v.hold()) {
            v.set(v.get() + 1);
        }
        v.addAndGet(1);
        print(v.get());
        print(d.get());
        print(v.getLock().locked());
        Array<Integer> a = Array.ints(10);
        Array<Double> of = Array.of(1.0, 2.0);
        a.set(0, 5);
        print(a.get(0));
        print(a.slice(0, 3));
        print(a.length());
        double[] copy = of.toArray(double[].class);
        print(copy.length);
        a.setSlice(0, 2, List.of(8, 9));
    }

    void raw() {
        RawValue<Integer> raw = RawValue.ofInt(7);
        var d = new RawValue<>('d', 3.5);
        raw.set(8);
        print(raw.get());
        print(d.get());
        RawArray<Integer> numbers = RawArray.ints(10);
        print(numbers.length());
    }

    // region change
    static void change(Value<Double> number, Array<Integer> numbers) throws InterruptedException {
        number.set(3.1415927);
        for (int i = 0; i < numbers.length(); i++) {
            numbers.set(i, -numbers.get(i));
        }
    }
    // endregion

    void change() throws Exception {
        // region change-use
        Value<Double> number = Value.ofDouble(0.0);
        Array<Integer> numbers = Array.of(0, 1, 2);
        var p = new Process(() -> change(number, numbers));
        p.start();
        p.join();
        print(number.get());
        print(numbers.slice(0, 3));
        // endregion
    }

    void locks() throws Exception {
        var permits = new Semaphore(2);
        permits.acquire();
        print(permits.getValue());
        permits.release();
        var event = new Event();
        var barrier = new Barrier(2);
        // region meet
        var p = new Process(() -> {
            barrier.await();
            event.set();
        });
        p.start();
        barrier.await();
        event.await();
        p.join();
        // endregion
    }

    void memory() throws Exception {
        // region memory
        try (var a = SharedMemory.create(10);
                var b = SharedMemory.attach(a.name())) {
            a.buf().put(new byte[] {22, 33, 44, 55});
            b.buf().put(0, (byte) 100);
            print(a.get(0));
            a.unlink();
        }
        // endregion
        // region grid
        try (var grid = SharedMemory.create(8 * 20 * 30)) {
            DoubleBuffer cells = grid.buf().asDoubleBuffer();
            cells.put(3 * 30 + 7, 0.5);
            print(cells.get(3 * 30 + 7));
            grid.unlink();
        }
        // endregion
        // region list
        var list = ShareableList.of("howdy", -273.154, 100, null, true);
        var same = ShareableList.attach(list.shm().name());
        same.set(2, -78.5);
        print(list.get(2));
        print(list.count(-78.5));
        same.shm().close();
        list.shm().close();
        list.shm().unlink();
        // endregion
    }
}
