package dev.krait.docs.porting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.krait.multiprocessing.Array;
import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RLock;
import dev.krait.multiprocessing.RawArray;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Semaphore;
import dev.krait.multiprocessing.SharedCTypes;
import dev.krait.multiprocessing.Value;
import dev.krait.multiprocessing.managers.SharedMemoryManager;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Locale;

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

    // region squares
    static void square(Value<Integer> n, Value<Double> x, Array<Byte> s, Array<Double> points)
            throws InterruptedException {
        n.updateAndGet(value -> value * value);
        x.updateAndGet(value -> value * value);
        String text = new String(s.toArray(byte[].class), US_ASCII);
        byte[] upper = text.toUpperCase(Locale.ROOT).getBytes(US_ASCII);
        s.copyFrom(0, upper, 0, upper.length);
        for (int i = 0; i < points.length(); i++) {
            points.updateAndGet(i, value -> value * value);
        }
    }
    // endregion

    void oneLock() throws Exception {
        // region squares-use
        var lock = new RLock();
        var n = new Value<>('i', 7, lock);
        var x = new Value<>('d', 1.0 / 3.0, lock);
        Array<Byte> s = SharedCTypes.synchronize(RawArray.of("hello world".getBytes(US_ASCII)), lock);
        Array<Double> points = SharedCTypes.synchronize(RawArray.of(1.875, -6.25, -5.75, 2.0), lock);
        var p = new Process(() -> square(n, x, s, points));
        p.start();
        p.join();
        try (var held = lock.hold()) {
            print(n.get() + " " + x.get() + " " + new String(s.toArray(byte[].class), US_ASCII));
            print(points.slice(0, 4));
        }
        // endregion
    }

    void bytes() throws Exception {
        Array<Byte> s = Array.of("hello world".getBytes(US_ASCII));
        byte[] bytes = "HELLO".getBytes(US_ASCII);
        int n = bytes.length;
        s.copyFrom(0, bytes, 0, n);
        print(new String(s.toArray(byte[].class), US_ASCII));
        RawValue<Integer> raw = RawValue.ofInt(7);
        RawValue<Integer> other = SharedCTypes.copy(raw);
        Value<Integer> locked = SharedCTypes.synchronize(raw);
        locked.addAndGet(1);
        print(raw.get() + " " + other.get());
    }

    void memoryManager() throws Exception {
        // region manager
        try (var smm = new SharedMemoryManager()) {
            smm.start();
            ShareableList list = smm.shareableList(0, 1, 2, 3);
            SharedMemory block = smm.sharedMemory(128);
            print(list.get(3));
            print(block.size());
            list.shm().close();
            block.close();
        } // whatever it made is unlinked here
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
