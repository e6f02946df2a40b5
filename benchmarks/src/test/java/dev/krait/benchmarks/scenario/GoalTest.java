package dev.krait.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.benchmarks.side.Side;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final Side.Opener NOBODY = scale -> () -> 0;

    private static Scenario tasks(Goal... goals) {
        return Scenario.throughput("tasks", "tasks/s", NOBODY, goals);
    }

    private static Scenario latency(Goal... goals) {
        return Scenario.time("latency", "us", NOBODY, goals);
    }

    @Test
    void throughput_meetsItsGoalFromTheLimitUpwards() {
        Scenario scenario = tasks(Goal.ofPython(30));

        assertThat(new Result(scenario, 3000, 100.0, null).verdict()).isEqualTo(Verdict.MET);
        assertThat(new Result(scenario, 2999, 100.0, null).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void time_meetsItsGoalFromTheLimitDownwards() {
        Scenario scenario = latency(Goal.ofPython(0.5));

        assertThat(new Result(scenario, 20, 40.0, null).verdict()).isEqualTo(Verdict.MET);
        assertThat(new Result(scenario, 20.1, 40.0, null).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void ratio_isKraitsFigureDividedByThePeersOfTheFirstGoal() {
        assertThat(new Result(tasks(Goal.ofPython(2)), 300, 100.0, 200.0).ratio())
                .isEqualTo(3.0);
        Scenario besideTheJdk = new Scenario(
                "x", "x", Better.HIGHER, false, false, NOBODY, NOBODY, List.of(Goal.ofJdk(0.97), Goal.ofPython(2)));
        assertThat(new Result(besideTheJdk, 300, 100.0, 200.0).ratio()).isEqualTo(1.5);
    }

    @Test
    void verdict_isMissed_ifOneOfSeveralGoalsIs() {
        Scenario scenario = latency(Goal.ofPython(0.1)).withJdk(NOBODY, Goal.ofJdk(1.2));

        assertThat(new Result(scenario, 5, 60.0, 4.5).verdict()).isEqualTo(Verdict.MET);
        assertThat(new Result(scenario, 5, 60.0, 4.0).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(new Result(scenario, 5, 40.0, 4.5).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void verdict_isOpen_ifAPeerIsMissingAndNothingElseMissed() {
        Scenario scenario = latency(Goal.ofPython(0.1)).withJdk(NOBODY, Goal.ofJdk(1.2));

        assertThat(new Result(scenario, 5, null, 4.5).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(new Result(scenario, 5, null, 4.5).ratio()).isNull();
        assertThat(new Result(scenario, 5, null, 4.0).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void goalAgainstTheIdeal_isJudgedByTheFigureItself() {
        Scenario scenario = tasks(Goal.ofIdeal(0.97));
        assertThat(new Result(scenario, 0.98, 0.5, null).verdict()).isEqualTo(Verdict.MET);
        assertThat(new Result(scenario, 0.96, 0.5, null).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(scenario.describeGoals()).isEqualTo(">= 0.97 ideal");
    }

    @Test
    void peerThatMeasuredNothing_givesNoRatio() {
        assertThat(new Result(tasks(Goal.ofPython(2)), 5, 0.0, null).ratio()).isNull();
    }

    @Test
    void figure_isTheBestOfFive_whereTheGoalIsFarFromOne() {
        Scenario scenario = tasks(Goal.ofPython(30));

        assertThat(scenario.rounds(null)).isEqualTo(5);
        assertThat(scenario.rounds(Peer.PYTHON)).isEqualTo(5);
        assertThat(scenario.figure(List.of(1.0, 7.0, 3.0))).isEqualTo(7);
        assertThat(latency(Goal.ofPython(0.4)).figure(List.of(4.0, 2.0, 3.0))).isEqualTo(2);
    }

    @Test
    void figure_isTheMedianOfTwenty_whereAGoalIsCloserThanTenPercent() {
        Scenario scenario = latency(Goal.ofPython(0.5)).withJdk(NOBODY, Goal.ofJdk(1.05));

        assertThat(scenario.rounds(null)).isEqualTo(20);
        assertThat(scenario.rounds(Peer.JDK)).isEqualTo(20);
        assertThat(scenario.rounds(Peer.PYTHON)).as("no goal asks for it").isEqualTo(5);
        assertThat(scenario.figure(List.of(9.0, 1.0, 4.0))).isEqualTo(4);
        assertThat(scenario.figure(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(5);
        assertThat(tasks(Goal.ofPython(0.95)).isClose()).isTrue();
        assertThat(tasks(Goal.ofPython(1.1)).isClose()).isFalse();
    }

    @Test
    void figureOfNoRounds_isRefused() {
        assertThatThrownBy(() -> tasks(Goal.ofPython(30)).figure(Collections.emptyList()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goals_readAsRelations() {
        assertThat(latency(Goal.ofPython(0.1)).withJdk(NOBODY, Goal.ofJdk(1.2)).describeGoals())
                .isEqualTo("<= 0.1 Python, <= 1.2 JDK");
        assertThat(tasks(Goal.ofPython(30)).describeGoals()).isEqualTo(">= 30 Python");
    }

    @Test
    void scenarioWithoutGoal_orWithAGoalAgainstNobody_isRefused() {
        assertThatThrownBy(() -> tasks()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scenario(
                        "x", "s", Better.LOWER, false, false, NOBODY, null, List.of(Goal.ofPython(1), Goal.ofJdk(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JDK side");
    }
}
