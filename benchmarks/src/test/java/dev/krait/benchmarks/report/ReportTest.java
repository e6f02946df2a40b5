package dev.krait.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Result;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.scenario.Verdict;
import dev.krait.benchmarks.side.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Side.Opener NOBODY = scale -> () -> 0;
    private static final Scenario MAP = Scenario.throughput("pool.map", "tasks/s", NOBODY, Goal.ofPython(30));
    private static final Scenario LOCK =
            Scenario.time("thread.lock", "ns", NOBODY, Goal.ofPython(0.1)).withJdk(NOBODY, Goal.ofJdk(1.2));

    @Test
    void jsonLine_hasAllMembersInOrder() {
        assertThat(JsonLines.line(new Result(LOCK, 4.5, 60.0, 4.4)))
                .isEqualTo("{\"scenario\":\"thread.lock\",\"unit\":\"ns\",\"better\":\"lower\",\"krait\":4.5,"
                        + "\"python\":60,\"jdk\":4.4,\"ratio\":0.075,\"goal\":\"<= 0.1 Python, <= 1.2 JDK\","
                        + "\"met\":true}");
    }

    @Test
    void jsonLine_saysNullForWhatIsNotThere() {
        assertThat(JsonLines.line(new Result(MAP, 1_234_567.89, null, null)))
                .isEqualTo("{\"scenario\":\"pool.map\",\"unit\":\"tasks/s\",\"better\":\"higher\",\"krait\":1234570,"
                        + "\"python\":null,\"jdk\":null,\"ratio\":null,\"goal\":\">= 30 Python\",\"met\":null}");
    }

    @Test
    void jsonLineOfWhatHasNoResult_hasTheSameMembers() {
        assertThat(JsonLines.lineWithout(MAP, Verdict.MISSED))
                .isEqualTo("{\"scenario\":\"pool.map\",\"unit\":\"tasks/s\",\"better\":\"higher\",\"krait\":null,"
                        + "\"python\":null,\"jdk\":null,\"ratio\":null,\"goal\":\">= 30 Python\",\"met\":false}");
    }

    @Test
    void jsonLine_tellsOfAMissedGoal() {
        assertThat(JsonLines.line(new Result(MAP, 100, 10.0, null))).contains("\"ratio\":10,", "\"met\":false");
    }

    @Test
    void jsonNumbers_areNumbersWhateverTheirSize() {
        assertThat(JsonLines.line(new Result(MAP, 1e12, 1e-7, null)))
                .contains("\"krait\":1000000000000,", "\"python\":0.0000001,");
        assertThat(JsonLines.line(new Result(MAP, Double.NaN, Double.POSITIVE_INFINITY, null)))
                .contains("\"krait\":null,\"python\":null,");
    }

    @Test
    void table_hasStraightColumnsAndOneRatioForEachPeerWithAGoal() {
        var table = new ResultTable();
        table.add(new Result(MAP, 5_870_000, 57_400.0, null));
        table.add(new Result(LOCK, 4.56, 64.8, 3.8));
        table.add(new Result(LOCK, 4.56, null, 4.4));
        table.addWithout(MAP, "failed", Verdict.MISSED);
        table.addWithout(MAP, "left out", Verdict.OPEN);

        assertThat(table.toString()).isEqualTo("""
                        | scenario    | unit    | Krait    | Python | JDK | ratio       | goal                      | met |
                        | ----------- | ------- | -------- | ------ | --- | ----------- | ------------------------- | --- |
                        | pool.map    | tasks/s | 5.87 M   | 57.4 k |     | 102         | >= 30 Python              | yes |
                        | thread.lock | ns      | 4.56     | 64.8   | 3.8 | 0.0704, 1.2 | <= 0.1 Python, <= 1.2 JDK | yes |
                        | thread.lock | ns      | 4.56     |        | 4.4 | -, 1.04     | <= 0.1 Python, <= 1.2 JDK | -   |
                        | pool.map    | tasks/s | failed   |        |     |             | >= 30 Python              | NO  |
                        | pool.map    | tasks/s | left out |        |     |             | >= 30 Python              | -   |
                        """);
    }

    @Test
    void amounts_keepThreeDigits() {
        assertThat(List.of(0.012345, 1.0, 9.999, 123.4, 1234.0, 9994.0, 12_345.0, 999_600.0, 45_678_900.0))
                .extracting(Amounts::shown)
                .containsExactly("0.0123", "1", "10", "123", "1230", "9990", "12.3 k", "1 M", "45.7 M");
    }
}
