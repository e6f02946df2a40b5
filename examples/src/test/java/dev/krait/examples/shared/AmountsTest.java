package dev.krait.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountsTest {
    @Test
    void count_saysTheNounInItsForm() {
        assertThat(Amounts.count(0, "file")).isEqualTo("0 files");
        assertThat(Amounts.count(1, "file")).isEqualTo("1 file");
        assertThat(Amounts.count(12_345, "class")).isEqualTo("12,345 classes");
    }

    @Test
    void bytes_areShownInTheLargestFittingUnit() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 bytes");
        assertThat(Amounts.bytes(999)).isEqualTo("999 bytes");
        assertThat(Amounts.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(Amounts.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(Amounts.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }

    @Test
    void seconds_haveTwoDecimals() {
        assertThat(Amounts.seconds(Duration.ofMillis(1234))).isEqualTo("1.23 s");
    }
}
