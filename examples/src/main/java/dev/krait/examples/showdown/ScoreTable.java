package dev.krait.examples.showdown;

import dev.krait.examples.shared.Amounts;
import java.util.List;
import java.util.Locale;

/** Times and speed-ups as text. */
final class ScoreTable {
    private ScoreTable() {}

    /** The table of one contest. */
    static String of(Contest<?, ?> contest) {
        List<Finish> finishes = contest.finishes();
        int width = finishes.stream()
                .mapToInt(finish -> finish.name().length())
                .max()
                .orElse(0);
        var table = new StringBuilder();
        table.append(contest.title()).append('\n');
        for (Finish finish : finishes) {
            table.append(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s %10s %7.1fx%n",
                    finish.name(),
                    Amounts.seconds(finish.time()),
                    finish.speedUpOver(finishes.get(0))));
        }
        return table.toString();
    }
}
