package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RawValueTest {
    @Test
    void everyTypeCode_holdsValuesOfItsType() {
        assertThat(new RawValue<>('b', (byte) -1).get()).isEqualTo((byte) -1);
        assertThat(new RawValue<>('c', (byte) 'x').get()).isEqualTo((byte) 'x');
        assertThat(new RawValue<>('B', 255).get()).isEqualTo(255);
        assertThat(new RawValue<>('h', (short) -2).get()).isEqualTo((short) -2);
        assertThat(new RawValue<>('H', 65535).get()).isEqualTo(65535);
        assertThat(new RawValue<>('i', Integer.MIN_VALUE).get()).isEqualTo(Integer.MIN_VALUE);
        assertThat(new RawValue<>('I', 4294967295L).get()).isEqualTo(4294967295L);
        assertThat(new RawValue<>('l', Long.MIN_VALUE).get()).isEqualTo(Long.MIN_VALUE);
        assertThat(new RawValue<>('L', -1L).get()).isEqualTo(-1L);
        assertThat(new RawValue<>('q', 7L).get()).isEqualTo(7L);
        assertThat(new RawValue<>('Q', 7L).get()).isEqualTo(7L);
        assertThat(new RawValue<>('f', 0.5f).get()).isEqualTo(0.5f);
        assertThat(new RawValue<>('d', 0.1).get()).isEqualTo(0.1);
        assertThat(new RawValue<>('u', 'ä').get()).isEqualTo('ä');
        assertThat(new RawValue<>('?', true).get()).isTrue();
    }

    @Test
    void typedForms_haveTheirCodes() {
        assertThat(List.of(
                        RawValue.ofInt(1),
                        RawValue.ofLong(1),
                        RawValue.ofDouble(1),
                        RawValue.ofFloat(1),
                        RawValue.ofShort((short) 1),
                        RawValue.ofByte((byte) 1),
                        RawValue.ofChar('1'),
                        RawValue.ofBoolean(true)))
                .extracting(RawValue::typeCode)
                .containsExactly('i', 'q', 'd', 'f', 'h', 'b', 'u', '?');
        assertThat(RawValue.ofInt(7)).hasToString("RawValue('i', 7)");
    }

    @Test
    void unsignedNumbers_areCutAsInC() {
        var value = new RawValue<>('B', 300);

        assertThat(value.get()).isEqualTo(44);
        assertThat(value.addAndGet(255)).isEqualTo(43);
        value.set(-1);
        assertThat(value.get()).isEqualTo(255);
    }

    @Test
    void badInput_isRefusedAndNothingChanges() {
        assertThatThrownBy(() -> new RawValue<>('z', 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'z' is no type code")
                .hasMessageContaining("'d'");
        assertThatThrownBy(() -> new RawValue<>('d', 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes values of type Double")
                .hasMessageContaining("Integer");
        assertThatThrownBy(() -> new RawValue<>('d', null)).isInstanceOf(NullPointerException.class);
        RawValue<Number> value = new RawValue<>('i', 5);
        assertThatThrownBy(() -> value.set(2.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> value.addAndGet(2.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> value.compareAndSet(5, 2.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RawValue.ofBoolean(true).addAndGet(true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cannot be added");
        assertThat(value.get()).isEqualTo(5);
    }

    @Test
    void changesInOneStep_tellOldAndNew() {
        var value = RawValue.ofLong(10);

        assertThat(value.addAndGet(5L)).isEqualTo(15);
        assertThat(value.getAndAdd(-5L)).isEqualTo(15);
        assertThat(value.getAndSet(3L)).isEqualTo(10);
        assertThat(value.updateAndGet(x -> x * x)).isEqualTo(9);
        assertThat(value.getAndUpdate(x -> x + 1)).isEqualTo(9);
        assertThat(value.compareAndSet(9L, 0L)).isFalse();
        assertThat(value.compareAndSet(10L, 0L)).isTrue();
        assertThat(value.get()).isZero();
        assertThat(RawValue.ofInt(Integer.MAX_VALUE).addAndGet(1)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void valuesOfOneAndTwoBytes_leaveTheirNeighboursAlone() {
        var array = RawArray.bytes(8);
        for (int i = 0; i < 8; i++) {
            assertThat(array.compareAndSet(i, (byte) 0, (byte) (-1 - i))).isTrue();
            assertThat(array.compareAndSet(i, (byte) 0, (byte) 1)).isFalse();
        }
        assertThat(array)
                .containsExactly(
                        (byte) -1, (byte) -2, (byte) -3, (byte) -4, (byte) -5, (byte) -6, (byte) -7, (byte) -8);
        var pairs = RawArray.of((short) 1, (short) 2, (short) 3);
        assertThat(pairs.addAndGet(1, (short) -3)).isEqualTo((short) -1);
        assertThat(pairs).containsExactly((short) 1, (short) -1, (short) 3);
    }

    @Test
    void countsOfManyProcesses_addUp() throws Exception {
        var whole = RawValue.ofInt(0);
        var small = RawValue.ofShort((short) 0);
        var broken = RawValue.ofDouble(0);
        try (var pool = new Pool(2)) {
            pool.map(
                    i -> {
                        for (int n = 0; n < 2000; n++) {
                            whole.addAndGet(1);
                            small.addAndGet((short) 1);
                            broken.addAndGet(0.5);
                        }
                        return i;
                    },
                    IntStream.range(0, 8).boxed().toList());
        }
        assertThat(whole.get()).isEqualTo(16_000);
        assertThat(small.get()).isEqualTo((short) 16_000);
        assertThat(broken.get()).isEqualTo(8000.0);
    }

    @Test
    void nestedAnywhere_itIsTheSameMemory() throws Exception {
        var value = RawValue.ofInt(1);
        Map<String, List<RawValue<Integer>>> nested = Map.of("a", List.of(value, value));
        try (var pool = new Pool(1)) {
            RawValue<Integer> back = pool.apply(() -> {
                nested.get("a").get(1).set(42);
                return nested.get("a").get(0);
            });

            assertThat(value.get()).isEqualTo(42);
            back.set(43);
            assertThat(value.get()).isEqualTo(43);
        }
    }

    @Test
    void madeByAWorker_outlivesIt() throws Exception {
        RawValue<Double> value;
        try (var pool = new Pool(1)) {
            value = pool.apply(() -> RawValue.ofDouble(0.25));
            pool.close();
            pool.join();
        }
        assertThat(value.get()).isEqualTo(0.25);
        assertThat(value.addAndGet(0.25)).isEqualTo(0.5);
    }

    @Test
    void workerThatIsKilledWhileItCounts_leavesWholeNumbers() throws Exception {
        var counter = RawValue.ofLong(0);
        try (var pool = new Pool(1)) {
            AsyncResult<Object> endless = pool.applyAsync(() -> {
                while (true) {
                    counter.addAndGet(0x1_0000_0001L);
                }
            });
            org.awaitility.Awaitility.await()
                    .pollInSameThread()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .until(() -> counter.get() > 0);
            pool.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

            assertThatThrownBy(endless::get).isInstanceOf(WorkerLostException.class);
            long seen = counter.get();
            assertThat(seen >>> 32).isEqualTo(seen & 0xFFFF_FFFFL);
            pool.apply(() -> counter.addAndGet(1L));
            assertThat(counter.get()).isEqualTo(seen + 1);
        }
    }

    @Test
    void copiedValue_hasMemoryOfItsOwn() {
        var value = RawValue.ofInt(1);
        var values = Collections.nCopies(3, value);
        var others = values.stream().map(SharedCTypes::copy).toList();
        value.set(2);

        assertThat(others).extracting(RawValue::get).containsOnly(1);
    }
}
