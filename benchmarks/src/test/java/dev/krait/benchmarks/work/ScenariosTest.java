package dev.krait.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.side.ChildSide;
import dev.krait.benchmarks.side.Pinning;
import dev.krait.benchmarks.side.PythonScript;
import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario's sides, on little work: they do it, and they notice when it goes wrong. */
class ScenariosTest {
    private static final Scale LITTLE = new Scale(500);

    static List<String> names() {
        return Scenarios.all().stream().map(Scenario::name).toList();
    }

    static Stream<String> namesWithPython() {
        return Scenarios.all().stream().filter(scenario -> !scenario.alone()).map(Scenario::name);
    }

    static Stream<String> namesWithJdk() {
        return Scenarios.all().stream()
                .filter(scenario -> scenario.jdk() != null)
                .map(Scenario::name);
    }

    @Test
    void names_areUnique() {
        assertThat(names()).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("names")
    void krait_doesItsWorkRight(String name) throws Exception {
        check(Scenarios.named(name).orElseThrow().krait());
    }

    @ParameterizedTest
    @MethodSource("namesWithJdk")
    void jdk_doesItsWorkRight(String name) throws Exception {
        check(Scenarios.named(name).orElseThrow().jdk());
    }

    private static void check(Side.Opener opener) throws Exception {
        try (Side side = opener.open(LITTLE)) {
            assertThat(side.round()).isPositive().isFinite();
            side.verify();
        }
    }

    @ParameterizedTest
    @MethodSource("namesWithPython")
    void python_doesItsWorkRight(String name) throws Exception {
        var python = Pinning.program("python3");
        Assumptions.assumeTrue(python.isPresent(), "no python3 here");
        var command = new ArrayList<>(List.of(python.get().toString()));
        try (var script = new PythonScript()) {
            command.addAll(script.arguments(name, LITTLE));
            try (var side = new ChildSide("python", command, Duration.ofMinutes(3))) {
                side.warmUp(Duration.ZERO);
                assertThat(side.round()).isPositive().isFinite();
                side.verify();
            }
        }
    }

    @Test
    void killCheck_whenAnotherItemIsLost_complains() throws Exception {
        List<Integer> items = IntStream.range(0, 10).boxed().toList();
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> new KillCheck(pool)
                            .run(
                                    number -> {
                                        if (number == 2) {
                                            Runtime.getRuntime().halt(1);
                                        }
                                        return number;
                                    },
                                    items))
                    .isInstanceOf(WrongOutcomeException.class)
                    .hasMessageContaining("whether the loss names item 5")
                    .hasMessageContaining("item 2 ");
        }
    }
}
