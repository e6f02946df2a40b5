package dev.krait.examples.showdown;

import dev.krait.examples.shared.Amounts;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Horizontal bars, one for each way and contest, as long as the time that it took. */
final class SpeedChart {
    private static final Color INK = new Color(0x22, 0x2b, 0x33);
    private static final Color FAINT = new Color(0x6b, 0x77, 0x80);
    private static final Color LINE = new Color(0xd8, 0xde, 0xe2);
    private static final int WIDTH = 960;
    private static final int MARGIN = 36;
    private static final int BARS_FROM = 220;
    private static final int LONGEST_BAR = 560;
    private static final int BAR = 26;
    private static final int ROW = 38;
    private static final int HEADER = 84;
    private static final int CONTEST_HEADER = 44;
    private static final int CONTEST_GAP = 26;
    private static final int FOOTER = 44;

    private final Drawing drawing;

    SpeedChart(List<Contest<?, ?>> contests) {
        int rows =
                contests.stream().mapToInt(contest -> contest.finishes().size()).sum();
        int height = HEADER + contests.size() * (CONTEST_HEADER + CONTEST_GAP) + rows * ROW + FOOTER - CONTEST_GAP;
        drawing = new Drawing(WIDTH, height);
        drawing.text(MARGIN, 50, 24, true, Drawing.Anchor.START, INK, "Threads or processes?");
        int y = HEADER;
        for (Contest<?, ?> contest : contests) {
            y = draw(contest, y) + CONTEST_GAP;
        }
        String machine = "Time taken, and how many times faster than one by one. Java "
                + Runtime.version().feature() + ", "
                + Amounts.count(Runtime.getRuntime().availableProcessors(), "processor") + ".";
        drawing.text(MARGIN, height - 22, 13, false, Drawing.Anchor.START, FAINT, machine);
    }

    private int draw(Contest<?, ?> contest, int top) {
        drawing.rectangle(MARGIN, top, WIDTH - 2 * MARGIN, 1, LINE);
        drawing.text(MARGIN, top + 28, 16, true, Drawing.Anchor.START, INK, contest.title());
        List<Finish> finishes = contest.finishes();
        long longest = finishes.stream()
                .mapToLong(finish -> finish.time().toNanos())
                .max()
                .orElse(1);
        int y = top + CONTEST_HEADER;
        for (Finish finish : finishes) {
            int length = (int) Math.max(2, LONGEST_BAR * finish.time().toNanos() / longest);
            int baseline = y + BAR - 8;
            drawing.text(BARS_FROM - 14, baseline, 15, false, Drawing.Anchor.END, INK, finish.name());
            drawing.rectangle(BARS_FROM, y, length, BAR, color(finish.way()));
            String label = Amounts.seconds(finish.time()) + "   "
                    + String.format(Locale.ROOT, "%.1fx", finish.speedUpOver(finishes.get(0)));
            drawing.text(BARS_FROM + length + 10, baseline, 15, true, Drawing.Anchor.START, INK, label);
            y += ROW;
        }
        return y;
    }

    /** Told apart by colour-blind readers too. */
    private static Color color(Way way) {
        return switch (way) {
            case ONE_BY_ONE -> new Color(0x9a, 0xa5, 0xad);
            case THREADS -> new Color(0x00, 0x72, 0xb2);
            case VIRTUAL_THREADS -> new Color(0x56, 0xb4, 0xe9);
            case PROCESSES -> new Color(0xd5, 0x5e, 0x00);
        };
    }

    String svg() {
        return drawing.svg();
    }

    void writePng(Path file) throws IOException {
        drawing.writePng(file);
    }
}
