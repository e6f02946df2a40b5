package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void changesInSeveralSteps_addUpUnderTheLock() throws Exception {
        var counter = Value.ofInt(0);
        try (var pool = new Pool(2)) {
            pool.map(
                    i -> {
                        for (int n = 0; n < 1000; n++) {
                            try (var held = counter.hold()) {
                                counter.set(counter.get() + 1);
                            }
                            counter.addAndGet(1);
                            counter.run(() -> counter.getObj().set(counter.get() + 1));
                        }
                        return i;
                    },
                    IntStream.range(0, 8).boxed().toList());
        }
        assertThat(counter.get()).isEqualTo(24_000);
    }

    @Test
    void operations_tellOldAndNew() throws Exception {
        var value = new Value<>('d', 1.5);

        assertThat(value.typeCode()).isEqualTo('d');
        assertThat(value.addAndGet(1.0)).isEqualTo(2.5);
        assertThat(value.getAndAdd(1.0)).isEqualTo(2.5);
        assertThat(value.getAndSet(4.0)).isEqualTo(3.5);
        assertThat(value.updateAndGet(x -> x / 2)).isEqualTo(2.0);
        assertThat(value.getAndUpdate(x -> x / 2)).isEqualTo(2.0);
        assertThat(value.compareAndSet(1.0, 9.0)).isTrue();
        assertThat(value.compareAndSet(1.0, 8.0)).isFalse();
        assertThat(value).hasToString("Value('d', 9.0)");
        assertThat(new Value<>('B', 200).updateAndGet(x -> x + 100)).isEqualTo(44);
    }

    @Test
    void typedForms_haveTheirCodes() {
        assertThat(List.of(
                        Value.ofInt(1),
                        Value.ofLong(1),
                        Value.ofDouble(1),
                        Value.ofFloat(1),
                        Value.ofShort((short) 1),
                        Value.ofByte((byte) 1),
                        Value.ofChar('1'),
                        Value.ofBoolean(true)))
                .extracting(Value::typeCode)
                .containsExactly('i', 'q', 'd', 'f', 'h', 'b', 'u', '?');
    }

    @Test
    void badInput_isRefusedAndTheLockIsFree() throws Exception {
        assertThatThrownBy(() -> new Value<>('z', 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Value<>('i', 1.0)).isInstanceOf(IllegalArgumentException.class);
        Value<Number> value = new Value<>('i', 5);
        assertThatThrownBy(() -> value.set(2.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> value.updateAndGet(x -> null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(value::release).isInstanceOf(IllegalStateException.class);
        assertThat(value.get()).isEqualTo(5);
        assertThat(value.acquire(false)).isTrue();
        value.release();
    }

    @Test
    void readersAndWriters_waitWhileAnotherThreadHoldsIt() throws Exception {
        var value = Value.ofInt(1);
        var done = new CountDownLatch(1);
        var failure = new AtomicReference<Throwable>();
        var writer = new Thread(() -> {
            try {
                value.set(100);
                done.countDown();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        try (var held = value.hold()) {
            writer.start();
            await().pollInSameThread().atMost(LONG).until(() -> writer.getState() != Thread.State.NEW);
            value.set(value.get() + 1);
            value.set(value.get() + 1);
            assertThat(value.get()).as("nobody came in between").isEqualTo(3);
        }
        done.await();
        writer.join();
        assertThat(failure.get()).isNull();
        assertThat(value.get()).isEqualTo(100);
    }

    @Test
    void interruptedThread_isRefusedAndNothingChanges() throws Exception {
        var value = Value.ofInt(1);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> value.set(2)).isInstanceOf(InterruptedException.class);

        assertThat(value.get()).isEqualTo(1);
    }

    @Test
    void holderThatIsKilled_leavesTheValueToTheNext() throws Exception {
        var value = Value.ofInt(0);
        try (var pool = new Pool(1)) {
            AsyncResult<Object> endless = pool.applyAsync(() -> {
                value.acquire();
                value.set(7);
                while (true) {
                    Thread.onSpinWait();
                }
            });
            await().pollInSameThread().atMost(LONG).until(() -> value.getObj().get() == 7);
            pool.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

            try (var held = value.hold()) {
                assertThat(held.ownerDied()).isTrue();
                held.markConsistent();
            }
            assertThat(value.addAndGet(1)).isEqualTo(8);
            assertThatThrownBy(endless::get).isInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void givenLock_isShared() throws Exception {
        var lock = new RLock();
        var first = new Value<>('i', 1, lock);
        var second = SharedCTypes.synchronize(RawValue.ofLong(2), lock);

        try (var held = first.hold()) {
            assertThat(second.getLock()).isSameAs(lock);
            assertThat(second.addAndGet(1L)).isEqualTo(3);
        }
        assertThat(SharedCTypes.synchronize(RawValue.ofInt(4)).get()).isEqualTo(4);
    }

    @Test
    void lockAndValue_travelTogether() throws Exception {
        var value = Value.ofInt(1);
        try (var pool = new Pool(1)) {
            Value<Integer> back = pool.apply(() -> {
                value.set(2);
                return value;
            });

            assertThat(back.get()).isEqualTo(2);
            try (var held = back.hold()) {
                value.set(5);
                assertThat(back.get()).isEqualTo(5);
                boolean free = pool.apply(() -> value.acquire(false));
                assertThat(free).as("the parent holds it").isFalse();
            }
        }
    }
}
