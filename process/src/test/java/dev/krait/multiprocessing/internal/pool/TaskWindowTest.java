package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many calls a worker is sent ahead. */
class TaskWindowTest {
    /** After a worker has answered one task after the other, each after so long. */
    private static int after(int tasks, Duration each) {
        var window = new TaskWindow();
        long now = 0;
        window.begins(now);
        for (int i = 0; i < tasks; i++) {
            now += each.toNanos();
            window.answered(1, now);
        }
        return window.size();
    }

    @Test
    void longTasks_areSentOneAtATime() {
        assertThat(after(0, Duration.ZERO)).isEqualTo(1);
        assertThat(after(10, Duration.ofMillis(200))).isEqualTo(1);
    }

    @Test
    void tasksOfTensOfMilliseconds_haveOneMoreWaitingSinceALargeAnswerTakesOneToComeAndGo() {
        assertThat(after(10, Duration.ofMillis(60))).isEqualTo(2);
        assertThat(after(10, Duration.ofMillis(5))).isEqualTo(2);
    }

    @Test
    void tinyTasks_areSentInBundlesThatDoubleUpToTwoMillisecondsOfWork() {
        assertThat(after(3, Duration.ofNanos(1000))).isEqualTo(8);
        assertThat(after(20, Duration.ofNanos(1000))).isEqualTo(2000);
        assertThat(after(20, Duration.ofNanos(1))).isEqualTo(TaskWindow.MOST);
    }
}
