package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A subclass that overrides the full forms of put and get changes all the short ones with them, each once. */
class OverriddenPutAndGetTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Writes down which form was reached, and passes on. */
    private static final class Logged extends Queue<String> {
        private final List<String> calls = new ArrayList<>();

        Logged(int maxsize) {
            super(maxsize);
        }

        @Override
        public void put(String item, boolean block) throws InterruptedException {
            calls.add("put " + item + " " + block);
            super.put(item, block);
        }

        @Override
        public void put(String item, boolean block, Duration timeout) throws InterruptedException {
            calls.add("put " + item + " " + block + " " + timeout);
            super.put(item, block, timeout);
        }

        @Override
        public String get(boolean block) throws InterruptedException {
            calls.add("get " + block);
            return super.get(block);
        }

        @Override
        public String get(boolean block, Duration timeout) throws InterruptedException {
            calls.add("get " + block + " " + timeout);
            return super.get(block, timeout);
        }
    }

    @Test
    void everyFormOfPut_reachesOneOverriddenForm_once() throws Exception {
        var queue = new Logged(0);

        queue.put("a");
        queue.putNowait("b");
        queue.put("c", true);
        queue.put("d", false);
        queue.put("e", SECOND);
        queue.put("f", true, SECOND);
        queue.put("g", false, SECOND);
        queue.asBlockingQueue().put("h");

        assertThat(queue.calls)
                .containsExactly(
                        "put a true",
                        "put b false",
                        "put c true",
                        "put d false",
                        "put e true PT1S",
                        "put f true PT1S",
                        "put g false PT1S",
                        "put h true");
        assertThat(queue.qsize()).isEqualTo(8);
    }

    @Test
    void everyFormOfGet_reachesOneOverriddenForm_once() throws Exception {
        var queue = new Logged(0);
        for (int i = 0; i < 9; i++) {
            queue.put("item");
        }
        queue.calls.clear();

        queue.get();
        queue.getNowait();
        queue.get(true);
        queue.get(false);
        queue.get(SECOND);
        queue.get(true, SECOND);
        queue.get(false, SECOND);
        queue.asBlockingQueue().take();
        assertThat(queue.untilShutdown().iterator().next()).isEqualTo("item");

        assertThat(queue.calls)
                .containsExactly(
                        "get true",
                        "get false",
                        "get true",
                        "get false",
                        "get true PT1S",
                        "get true PT1S",
                        "get false PT1S",
                        "get true",
                        "get true");
        assertThat(queue.empty()).isTrue();
    }

    @Test
    void formsThatDoNotWait_failThroughTheOverriddenOnesAsEver() throws Exception {
        var queue = new Logged(1);

        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
        assertThatThrownBy(() -> queue.get(false, SECOND)).isInstanceOf(QueueEmptyException.class);
        queue.put("a");
        assertThatThrownBy(() -> queue.putNowait("b")).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.put("c", false, SECOND)).isInstanceOf(QueueFullException.class);

        assertThat(queue.calls)
                .containsExactly("get false", "get false PT1S", "put a true", "put b false", "put c false PT1S");
    }

    /** Waits where it was told not to, which only a subclass can do. */
    private static final class Stubborn extends Queue<String> {
        @Override
        public void put(String item, boolean block) throws InterruptedException {
            throw new InterruptedException("put");
        }

        @Override
        public String get(boolean block) throws InterruptedException {
            throw new InterruptedException("get");
        }
    }

    @Test
    void nowaitForms_whenTheOverriddenOneIsInterrupted_areCancelledAndKeepTheInterrupt() {
        var queue = new Stubborn();

        assertThatThrownBy(() -> queue.putNowait("a"))
                .isInstanceOf(CancellationException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(queue::getNowait)
                .isInstanceOf(CancellationException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
