package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrayTest {
    @Test
    void array_isPythonsWithLongPositions() throws Exception {
        var array = Array.of(0, 1, 2, 3, 4);
        array.set(-1, 40);

        assertThat(array.length()).isEqualTo(5);
        assertThat(array.typeCode()).isEqualTo('i');
        assertThat(array.get(4)).isEqualTo(40);
        assertThat(array.slice(1, 3)).containsExactly(1, 2);
        assertThat(array.slice(-1, -6, -2)).containsExactly(40, 2, 0);
        array.setSlice(0, 2, List.of(10, 11));
        array.setSlice(2, 5, 2, List.of(12, 14));
        assertThat(array.toArray(int[].class)).containsExactly(10, 11, 12, 3, 14);
        assertThat(array.addAndGet(0, 5)).isEqualTo(15);
        assertThat(array.updateAndGet(0, x -> x * 2)).isEqualTo(30);
        assertThat(array.compareAndSet(0, 30, 1)).isTrue();
        var part = new int[3];
        array.copyTo(1, part, 0, 3);
        assertThat(part).containsExactly(11, 12, 3);
        array.copyFrom(2, new int[] {7, 8, 9}, 1, 2);
        assertThat(array.getObj()).containsExactly(1, 11, 8, 9, 14);
        assertThat(array).hasToString("Array('i', [1, 11, 8, 9, 14])");
    }

    @Test
    void allForms_haveTheirCodes() {
        assertThat(List.of(
                        Array.ints(1),
                        Array.longs(1),
                        Array.doubles(1),
                        Array.floats(1),
                        Array.shorts(1),
                        Array.bytes(1),
                        Array.chars(1),
                        Array.booleans(1)))
                .extracting(Array::typeCode)
                .containsExactly('i', 'q', 'd', 'f', 'h', 'b', 'u', '?');
        assertThat(new Array<Long>('I', 2).getObj()).containsExactly(0L, 0L);
        assertThat(new Array<>('c', List.of((byte) 1)).getObj()).containsExactly((byte) 1);
        assertThat(Array.of(1.0, 2.0).getObj()).containsExactly(1.0, 2.0);
        assertThat(Array.of(new long[] {1}).getObj()).containsExactly(1L);
        assertThat(Array.of(true).getObj()).containsExactly(true);
    }

    @Test
    void changes_tellTheElementBefore() throws Exception {
        var array = Array.of(1, 2);
        RawArray<Integer> raw = array.getObj();

        assertThat(array.getAndAdd(-1, 5)).isEqualTo(2);
        assertThat(array.getAndSet(0, 9)).isEqualTo(1);
        assertThat(array.getAndUpdate(0, old -> old * 2)).isEqualTo(9);
        assertThat(raw).containsExactly(18, 7);
        assertThat(raw.getAndAdd(-1, Integer.MAX_VALUE)).isEqualTo(7);
        assertThat(raw.getAndSet(0, 3)).isEqualTo(18);
        assertThat(raw.getAndUpdate(0, old -> old + 1)).isEqualTo(3);
        assertThat(raw).containsExactly(4, Integer.MIN_VALUE + 6);

        assertThatThrownBy(() -> array.getAndSet(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> raw.getAndUpdate(0, old -> null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Array.of(true).getAndAdd(0, true)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(array.getLock().locked()).isFalse();
    }

    @Test
    void badInput_isRefusedAndTheLockIsFree() throws Exception {
        assertThatThrownBy(() -> Array.ints(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Array<Integer>('y', 1)).isInstanceOf(IllegalArgumentException.class);
        var array = Array.of(1, 2);
        assertThatThrownBy(() -> array.set(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.setSlice(0, 2, List.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(array.acquire(false)).isTrue();
        array.release();
        assertThatThrownBy(array::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void workers_changeItTogether() throws Exception {
        var lock = new RLock();
        var array = new Array<Integer>('i', 10, lock);
        try (var pool = new Pool(2)) {
            pool.map(
                    i -> {
                        for (int n = 0; n < 500; n++) {
                            try (var held = array.hold()) {
                                // Element by element, which only the lock makes one change.
                                for (int k = 0; k < 10; k++) {
                                    array.getObj().set(k, array.get(k) + 1);
                                }
                            }
                        }
                        return i;
                    },
                    IntStream.range(0, 4).boxed().toList());
        }
        assertThat(array.getObj()).containsOnly(2000);
        assertThat(array.getLock()).isSameAs(lock);
    }

    @Test
    void synchronizedArray_isTheSameMemory() throws Exception {
        var raw = RawArray.doubles(2);
        var array = SharedCTypes.synchronize(raw);
        array.set(1, 0.5);

        assertThat(raw).containsExactly(0.0, 0.5);
        assertThat(array.getObj()).isSameAs(raw);
    }

    @Test
    void freedArray_isReadableAndNoLongerSent() throws Exception {
        var array = Array.bytes(100_000);
        array.free();

        assertThat(array.get(0)).isZero();
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> array.length()))
                    .hasStackTraceContaining("is closed and cannot be sent");
        }
    }
}
