package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.QueueOptions;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contract of queues, over those between processes, used by threads of one. */
class SharedQueueContractTest {
    interface Shared extends QueueContract {
        default QueueOptions options() {
            return QueueOptions.defaults();
        }

        @Override
        default Queue<Integer> newQueue(int maxsize) {
            return new SharedAsThreadQueue(new JoinableQueue<>(options().withMaxsize(maxsize)));
        }

        // As in Python, whose queues between processes take a negative timeout for zero.

        @Override
        @Test
        default void put_withLimitAndNegativeOrEndlessTimeout_isRefusedEvenIfThereIsAPlace() throws Exception {
            var queue = newQueue(1);
            assertThatThrownBy(() -> queue.put(1, Duration.ofSeconds(Long.MAX_VALUE)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(queue.empty()).isTrue();
            queue.put(1, Duration.ofNanos(-1));
            assertThatThrownBy(() -> queue.put(1, Duration.ofNanos(-1))).isInstanceOf(QueueFullException.class);
            assertThat(queue.unfinishedTasks()).isEqualTo(1);
        }

        @Override
        @Test
        default void join_withNegativeTimeout_isRefused() throws Exception {
            var queue = newQueue(0);
            assertThat(queue.join(Duration.ofNanos(-1))).isTrue();
            queue.put(1);
            assertThat(queue.join(Duration.ofNanos(-1))).isFalse();
        }

        @Override
        @Test
        default void get_withNegativeOrEndlessTimeout_isRefusedEvenIfAnItemIsThere() throws Exception {
            var queue = newHandOver();
            assertThatThrownBy(() -> queue.get(Duration.ofNanos(-1))).isInstanceOf(QueueEmptyException.class);
            queue.put(1);
            assertThatThrownBy(() -> queue.get(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(queue.qsize()).isEqualTo(1);
            assertThat(queue.get(Duration.ofNanos(-1))).isEqualTo(1);
        }

        @Override
        @Test
        default void put_withoutLimit_doesNotLookAtTheTimeout() throws Exception {
            var queue = newHandOver();
            queue.put(1, Duration.ofSeconds(-1));
            queue.put(3, false, Duration.ofSeconds(-1));
            assertThat(queue.qsize()).isEqualTo(2);
        }
    }

    @Nested
    class OnPlatformThreads implements Shared {}

    @Nested
    class PuttingBack implements Shared {
        @Override
        public QueueOptions options() {
            return QueueOptions.defaults().withRequeue();
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OnVirtualThreads implements Shared {
        @Override
        public Thread newThread(Runnable work) {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                return (Thread) Class.forName("java.lang.Thread$Builder")
                        .getMethod("unstarted", Runnable.class)
                        .invoke(builder, work);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("this JDK has no virtual threads", e);
            }
        }
    }
}
