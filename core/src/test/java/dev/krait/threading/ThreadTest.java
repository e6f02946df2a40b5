package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadTest {
    @Test
    void start_runsTheTargetInANewThread_whichKnowsItself() throws Exception {
        var seen = new AtomicReference<Thread>();
        var thread = new Thread(() -> seen.set(Threading.currentThread()));

        thread.start();
        thread.join();

        assertThat(seen.get()).isSameAs(thread);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void start_twice_isRefused() throws Exception {
        var thread = new Thread(() -> {});
        thread.start();
        thread.join();

        assertThatThrownBy(thread::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("threads can only be started once");
    }
}
