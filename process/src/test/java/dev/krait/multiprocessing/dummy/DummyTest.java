package dev.krait.multiprocessing.dummy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DummyTest {
    @Test
    void process_isAThreadWhoseExitCodeIsZeroInTheEnd() throws Exception {
        var go = new CountDownLatch(1);
        var seen = new Value<Object>(null);
        var process = new Process(
                () -> {
                    seen.set(Dummy.currentProcess());
                    go.await();
                },
                "posing");
        assertThat(process.exitCode()).isNull();
        process.start();
        assertThat(process.exitCode()).isNull();
        assertThat(Dummy.activeChildren()).containsExactly(process);
        go.countDown();
        process.join();
        assertThat(process.exitCode()).isZero();
        assertThat(process.getName()).isEqualTo("posing");
        assertThat(Dummy.activeChildren()).isEmpty();
        assertThat(seen.get()).isSameAs(process);
    }

    @Test
    void process_isStartedByItsMakerAlone() throws Exception {
        var process = new Process(() -> {});
        var thrown = new Value<Throwable>(null);
        var other = new Thread(() -> {
            try {
                process.start();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        other.start();
        other.join();
        assertThat(thrown.get()).hasMessageContaining("made by the current thread");
        process.start();
        process.join();
        assertThatThrownBy(process::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void activeChildren_areThoseOfTheCallingThread() throws Exception {
        var go = new CountDownLatch(1);
        var process = new Process(() -> {
            assertThat(Dummy.activeChildren()).isEmpty();
            go.await();
        });
        process.start();
        var elsewhere = new Value<Integer>(-1);
        var other = new Thread(() -> elsewhere.set(Dummy.activeChildren().size()));
        other.start();
        other.join();
        assertThat(elsewhere.get()).isZero();
        go.countDown();
        process.join();
    }

    @Test
    void namespace_holdsValuesByName() {
        var namespace = new Namespace(Map.of("x", 1));
        namespace.set("y", null);
        int x = namespace.get("x");
        assertThat(x).isEqualTo(1);
        assertThat(namespace.<Object>get("y")).isNull();
        namespace.delete("x");
        assertThatThrownBy(() -> namespace.get("x"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("named x");
        assertThatThrownBy(() -> namespace.delete("x")).isInstanceOf(NoSuchElementException.class);
        Dummy.freezeSupport();
    }
}
