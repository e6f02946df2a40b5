package dev.krait.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LazyCleanerTest {
    private static Cleaner refuse() {
        throw new OutOfMemoryError("unable to create native thread (not really)");
    }

    @Test
    void cleanerForWhichThereWasNoThread_isMadeByTheNextWhoNeedsIt() {
        Cleaner real = Cleaner.create();
        var tries = new ArrayDeque<Supplier<Cleaner>>(List.of(LazyCleanerTest::refuse, () -> real));
        var lazy = new LazyCleaner(() -> tries.remove().get());

        assertThatThrownBy(lazy::get).isInstanceOf(OutOfMemoryError.class);

        assertThat(lazy.get()).isSameAs(real);
        assertThat(lazy.get()).isSameAs(real);
    }
}
