package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortingTrapsTest {
    @AfterEach
    void putBack() {
        PortingTraps.factor = 1;
    }

    @Test
    void aFieldThatMainChanged_hasItsFirstValueInAWorker() throws Exception {
        assertThat(PortingTraps.withAFieldThatWasChanged()).containsExactly(1, 2, 3);
    }

    @Test
    void aCapturedValue_travels() throws Exception {
        PortingTraps.factor = 5;
        assertThat(PortingTraps.withACapturedValue()).containsExactly(5, 10, 15);
    }

    @Test
    void anInitializer_setsTheFieldInEachWorker() throws Exception {
        PortingTraps.factor = 5;
        assertThat(PortingTraps.withAnInitializer()).containsExactly(5, 10, 15);
    }

    @Test
    void whatTasksChange_isTheirOwn() throws Exception {
        assertThat(PortingTraps.aFieldThatTasksChange(List.of("a", "b"))).isEmpty();
        assertThat(PortingTraps.anObjectThatTasksChange(List.of("a", "b"))).isEmpty();
    }
}
