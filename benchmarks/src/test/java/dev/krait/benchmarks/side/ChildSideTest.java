package dev.krait.benchmarks.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ChildSideTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static ChildSide shell(String script) throws SideFailure {
        return new ChildSide("the shell", List.of("sh", "-c", script), PATIENCE);
    }

    @Test
    void child_isToldWhatToDo_andEndsWithItsOrders() throws Exception {
        try (var side = shell("echo ready 9.9; while read order rest; do case $order in"
                + " warm) echo ok;; round) echo figure 12.5;; verify) echo ok;; esac; done")) {
            assertThat(side.version()).isEqualTo("9.9");
            side.warmUp(Duration.ZERO);
            assertThat(side.round()).isEqualTo(12.5);
            side.verify();
        }
    }

    @Test
    void childThatIsNoProgram_isNamed() {
        assertThatThrownBy(() -> new ChildSide("python9", List.of("no-such-python"), PATIENCE))
                .isInstanceOf(SideFailure.class)
                .hasMessageContaining("python9 cannot be started");
    }

    @Test
    void childThatEndsAtOnce_isAFailure() {
        assertThatThrownBy(() -> shell("exit 3"))
                .isInstanceOf(SideFailure.class)
                .hasMessageContaining("the shell ended without an answer");
    }

    @Test
    void childThatReportsAnError_isAFailureWithItsText() throws Exception {
        try (var side = shell("echo ready 1; read order; echo error wrong sum; read order")) {
            assertThatThrownBy(side::round).isInstanceOf(SideFailure.class).hasMessage("the shell: wrong sum");
        }
    }

    @Test
    void childThatSaysSomethingElse_isAFailure() throws Exception {
        try (var side = shell("echo ready 1; read order; echo figure many; read order; echo hello; read order")) {
            assertThatThrownBy(side::round).hasMessageContaining("no number: many");
            assertThatThrownBy(side::round).hasMessageContaining("answered 'hello' where 'figure' was expected");
        }
    }

    @Test
    void childThatHangs_isKilledWhenPatienceEnds() throws Exception {
        var hung = List.of("sh", "-c", "echo ready 1; exec tail -f /dev/null");
        try (var side = new ChildSide("the shell", hung, Duration.ofSeconds(1))) {
            assertThatThrownBy(side::round)
                    .isInstanceOf(SideFailure.class)
                    .hasMessageContaining("gave none within 1 s");
        }
    }

    @Test
    void childThatDies_isAFailureAtTheNextOrder() throws Exception {
        try (var side = shell("echo ready 1; read order; kill -9 $$")) {
            assertThatThrownBy(side::round).isInstanceOf(SideFailure.class).hasMessageContaining("the shell");
        }
    }
}
