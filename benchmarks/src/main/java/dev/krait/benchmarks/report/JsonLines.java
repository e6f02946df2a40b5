package dev.krait.benchmarks.report;

import dev.krait.benchmarks.scenario.Result;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.scenario.Verdict;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Results for programs: one JSON object a line, always with the same members; what is not there is null. */
public final class JsonLines {
    private JsonLines() {}

    /**
     * One result.
     *
     * @param result the result
     * @return its line, without the line's end
     */
    public static String line(Result result) {
        return line(result.scenario(), result.krait(), result.python(), result.jdk(), result.ratio(), result.verdict());
    }

    /**
     * What has no result.
     *
     * @param scenario what could not be measured
     * @param verdict what that means for its goals
     * @return its line, without the line's end and without figures
     */
    public static String lineWithout(Scenario scenario, Verdict verdict) {
        return line(scenario, null, null, null, null, verdict);
    }

    private static String line(
            Scenario scenario,
            @Nullable Double krait,
            @Nullable Double python,
            @Nullable Double jdk,
            @Nullable Double ratio,
            Verdict verdict) {
        return new StringJoiner(",", "{", "}")
                .add(member("scenario", text(scenario.name())))
                .add(member("unit", text(scenario.unit())))
                .add(member("better", text(scenario.better().word())))
                .add(member("krait", number(krait)))
                .add(member("python", number(python)))
                .add(member("jdk", number(jdk)))
                .add(member("ratio", number(ratio)))
                .add(member("goal", text(scenario.describeGoals())))
                .add(member("met", met(verdict)))
                .toString();
    }

    private static String member(String name, String value) {
        return text(name) + ":" + value;
    }

    /** Our names and units have nothing in them that JSON escapes, but quotes and backslashes cost one line. */
    private static String text(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String number(@Nullable Double number) {
        return number == null || !Double.isFinite(number) ? "null" : Amounts.exact(number);
    }

    private static String met(Verdict verdict) {
        return switch (verdict) {
            case MET -> "true";
            case MISSED -> "false";
            case OPEN -> "null";
        };
    }
}
