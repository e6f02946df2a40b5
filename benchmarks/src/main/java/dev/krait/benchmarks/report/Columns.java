package dev.krait.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in Markdown whose columns stand straight as plain text, too. */
public final class Columns {
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param titles what stands above its columns
     */
    public Columns(List<String> titles) {
        rows.add(List.copyOf(titles));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are titles
     */
    public void add(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(cells + " does not fit under " + rows.get(0));
        }
        rows.add(List.copyOf(cells));
    }

    /** The whole table, with a line's end after each row. */
    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var rule = Arrays.stream(widths)
                .mapToObj(width -> "-".repeat(Math.max(3, width)))
                .toList();
        var text = new StringBuilder();
        text.append(line(rows.get(0), widths)).append(line(rule, widths));
        rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static String line(List<String> cells, int[] widths) {
        var line = new ArrayList<String>();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.add(cell + " ".repeat(Math.max(0, widths[i] - cell.length())));
        }
        return "| " + String.join(" | ", line) + " |\n";
    }
}
