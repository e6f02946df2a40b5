package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Action;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Null where it has no meaning is refused at the call, with the name of the argument, and nothing has changed. */
class NullArgumentTest {
    private static final Action NOTHING = () -> {};

    private static void assertRefused(Map<ThrowingCallable, String> calls) {
        calls.forEach((call, word) -> assertThatThrownBy(call)
                .isInstanceOf(NullPointerException.class)
                .hasMessageStartingWith(word));
    }

    @Test
    void constructors_nameWhatIsMissing() {
        assertRefused(Map.of(
                () -> new Lock(null), "name",
                () -> new RLock((String) null), "name",
                () -> new Condition((Lock) null), "lock",
                () -> new Condition((RLock) null), "lock",
                () -> new Thread(NOTHING, (String) null), "name",
                () -> new Thread(NOTHING, (ThreadOptions) null), "options",
                () -> new Timer(null, NOTHING), "timeout",
                () -> new Timer(Duration.ZERO, null), "function",
                () -> new Local<>(null), "initial"));
    }

    @Test
    void iteratorTools_nameWhatIsMissing() {
        assertRefused(Map.of(
                () -> Threading.serializeIterator((Iterable<Integer>) null), "items",
                () -> Threading.serializeIterator((Iterator<Integer>) null), "source",
                () -> Threading.serializeIterator((Iterable<Integer>) () -> null), "the iterable",
                () -> Threading.synchronizedIterator((Supplier<Iterator<Integer>>) null), "maker",
                () -> Threading.concurrentTee((Iterable<Integer>) null), "items",
                () -> Threading.concurrentTee((Iterator<Integer>) null, 2), "source"));
    }

    @Test
    void timeout_null_isNotTakenForEver() throws Exception {
        var lock = new Lock();
        var condition = new Condition();
        condition.acquire();
        var barrier = new Barrier(2);

        assertRefused(Map.of(
                () -> lock.acquire((Duration) null), "timeout",
                () -> new RLock().acquire((Duration) null), "timeout",
                () -> new Semaphore(0).acquire((Duration) null), "timeout",
                () -> new Event().await(null), "timeout",
                () -> condition.await(null), "timeout",
                () -> condition.awaitFor(() -> false, null), "timeout",
                () -> barrier.await(null), "timeout",
                () -> new Thread(NOTHING).join(null), "timeout"));

        assertThat(lock.locked()).isFalse();
        assertThat(barrier.nWaiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void bodyAndPredicate_areRefusedBeforeAnythingIsAcquired() throws Exception {
        var held = new Lock();
        held.acquire();
        var condition = new Condition();

        assertRefused(Map.of(
                () -> held.run(null), "body",
                () -> held.call(null), "body",
                () -> condition.awaitFor((BooleanSupplier) null), "predicate",
                () -> condition.awaitFor(null, Duration.ZERO), "predicate"));

        assertThat(List.of(held.locked(), condition.locked())).containsExactly(true, false);
    }
}
