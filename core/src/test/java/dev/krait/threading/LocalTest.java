package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalTest {
    @Test
    void value_setInOneThread_isAbsentInOthers() throws Exception {
        var local = new Local<String>();
        local.set("mine");

        Runners.join(Runners.started(() -> {
            assertThat(local.isSet()).isFalse();
            assertThatThrownBy(local::get)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("no value was set");
            local.set("theirs");
            assertThat(local.get()).isEqualTo("theirs");
        }));

        assertThat(local.isSet()).isTrue();
        assertThat(local.get()).isEqualTo("mine");
    }

    @Test
    @SuppressWarnings("NullAway") // It does not look at what the type variable stands for.
    void value_mayBeNull() {
        var local = new Local<@Nullable String>();

        local.set(null);

        assertThat(local.isSet()).isTrue();
        assertThat(local.get()).isNull();
    }

    @Test
    void remove_takesTheValueAwayInThisThreadOnly() throws Exception {
        var local = new Local<String>();
        local.set("mine");
        var set = new Event();
        var removed = new Event();
        Thread other = Runners.started(() -> {
            local.set("theirs");
            set.set();
            removed.await();
            assertThat(local.get()).isEqualTo("theirs");
        });
        set.await();

        local.remove();
        removed.set();

        assertThatThrownBy(local::get).isInstanceOf(NoSuchElementException.class);
        Runners.join(other);
    }

    @Test
    void initialValue_isMadeOncePerThread_inThatThreadOnFirstUse() throws Exception {
        List<Long> makers = Collections.synchronizedList(new ArrayList<>());
        var local = new Local<List<String>>(() -> {
            makers.add(Threading.getIdent());
            return new ArrayList<>();
        });
        assertThat(makers).isEmpty();

        local.get().add("a");
        local.get().add("b");
        Thread other = Runners.started(() -> assertThat(local.get()).isEmpty());
        Runners.join(other);

        assertThat(local.get()).containsExactly("a", "b");
        assertThat(makers).containsExactly(Threading.getIdent(), other.ident());
    }

    @Test
    void initialValue_mayBeNull_andIsMadeAgainAfterRemove() {
        var made = new AtomicInteger();
        var local = new Local<@Nullable Integer>(() -> made.incrementAndGet() == 1 ? null : made.get());

        assertThat(local.get()).isNull();
        assertThat(local.get()).isNull();
        local.remove();

        assertThat(local.get()).isEqualTo(2);
    }

    @Test
    void subclass_initialisesEachThreadWithItsConstructorsArguments() throws Exception {
        var local = new Counter(7);
        local.get()[0]++;

        Runners.join(Runners.started(() -> assertThat(local.get()[0]).isEqualTo(7)));

        assertThat(local.get()[0]).isEqualTo(8);
        assertThat(local.shared).isEqualTo(7);
    }

    private static final class Counter extends Local<int[]> {
        final int shared;

        Counter(int start) {
            this.shared = start;
        }

        @Override
        protected int[] initialValue() {
            return new int[] {shared};
        }
    }

    @Test
    void initialValue_thatThrows_isTriedAgainNextTime() {
        var tries = new AtomicInteger();
        var local = new Local<String>(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return "ready";
        });

        assertThatThrownBy(local::get).isInstanceOf(IllegalStateException.class);

        assertThat(local.get()).isEqualTo("ready");
    }

    @Test
    void value_isLetGoWhenItsThreadEnds() throws Exception {
        var local = new Local<Object>();
        var reference = new ArrayList<WeakReference<Object>>();
        Runners.join(Runners.started(() -> {
            var value = new Object();
            reference.add(new WeakReference<>(value));
            local.set(value);
        }));

        Runners.eventually().until(() -> {
            System.gc();
            return reference.get(0).get() == null;
        });
        assertThat(local.isSet()).isFalse();
    }
}
