package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.Pool;
import org.junit.jupiter.api.Test;

/** What the page on failures shows does what the page says. */
class FailuresGuideTest {
    @Test
    void carefulPool_triesThreeTimes() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(FailuresGuide.carefully(pool)).isEqualTo(3);
        }
    }

    @Test
    void watchedPool_doesWhatItIsGiven() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(FailuresGuide.watched(pool).apply(() -> 1)).isEqualTo(1);
        }
    }
}
