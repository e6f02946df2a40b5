package dev.krait.benchmarks.side;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PinningTest {
    @Test
    void none_leavesTheCommandAsItIs() {
        assertThat(Pinning.none().apply(List.of("a", "b"))).containsExactly("a", "b");
    }

    @Test
    void pinnedChild_mayUseOneCoreOnly() throws Exception {
        var pinning = Pinning.toOneCore();
        Assumptions.assumeTrue(pinning.isPresent(), "no taskset here");
        Process child = new ProcessBuilder(
                        pinning.get().apply(List.of("grep", "Cpus_allowed_list:", "/proc/self/status")))
                .start();
        try (var out = child.getInputStream();
                var err = child.getErrorStream();
                var in = child.getOutputStream()) {
            assertThat(new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip())
                    .matches("Cpus_allowed_list:\\s+\\d+");
            assertThat(child.waitFor()).isZero();
        }
    }

    @Test
    void program_isLookedForOnThePath() {
        assertThat(Pinning.program("no-such-program")).isEmpty();
    }
}
