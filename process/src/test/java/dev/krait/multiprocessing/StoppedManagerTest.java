package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.ManagerLostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager whose process was stopped. */
@Timeout(60)
class StoppedManagerTest {
    @Test
    void proxyOfAStoppedManager_isHandedOverUntilTheConnectionIsFullAndThenRefused() throws Exception {
        try (var manager = new Manager();
                var queue = new SimpleQueue<DictProxy<String, Integer>>()) {
            DictProxy<String, Integer> dict = manager.dict();
            long pid = Multiprocessing.activeChildren().get(0).pid();
            Signals.send("STOP", pid);
            try {
                eventually().until(() -> PoolStormTest.isStopped(pid));
                assertThatThrownBy(() -> {
                            while (true) {
                                queue.put(dict);
                            }
                        })
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasStackTraceContaining(ManagerLostException.class.getName())
                        .hasMessageContaining("manager process " + pid)
                        .hasMessageContaining("is it stopped?");
            } finally {
                Signals.send("CONT", pid);
            }

            queue.put(dict);
            dict.put("a", 1);

            assertThat(queue.get()).containsEntry("a", 1);
        }
    }
}
