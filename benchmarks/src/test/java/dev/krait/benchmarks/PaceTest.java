package dev.krait.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final Pace pace = Pace.within(Duration.ofSeconds(100), clock::get);

    @Test
    void enoughTimeForEach_isUsed() {
        assertThat(pace.next(16)).contains(Effort.QUICK);
    }

    @Test
    void tooMuchForTheTime_isHurried() {
        assertThat(pace.next(17)).contains(Effort.HURRIED);
    }

    @Test
    void nothingIsBegunShortlyBeforeTheEnd() {
        clock.addAndGet(Duration.ofSeconds(85).toNanos());
        assertThat(pace.next(1)).contains(Effort.QUICK);
        clock.addAndGet(1);
        assertThat(pace.next(1)).isEmpty();
    }

    @Test
    void thoroughPace_knowsNoHurry() {
        assertThat(Pace.thorough().next(1000)).contains(Effort.FULL);
    }
}
