package dev.krait.examples.shared;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that shows how much of a job is done. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 78;
    private final @Nullable ProgressBar bar;

    /**
     * A bar.
     *
     * @param quiet whether to show nothing
     * @param doing what is being done
     * @param all how much there is to do
     * @param unit what it is counted in, with a space before it
     * @param unitSize how much of {@code all} a unit is
     */
    public Progress(boolean quiet, String doing, long all, String unit, long unitSize) {
        PrintStream err = System.err;
        bar = quiet
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(doing)
                        .setInitialMax(all)
                        .setUnit(unit, unitSize)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setMaxRenderedLength(WIDTH)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                        .build();
    }

    /**
     * A bar that counts bytes, in a unit of which there are some.
     *
     * @param quiet whether to show nothing
     * @param doing what is being done
     * @param bytes how many there are
     * @return the bar
     */
    public static Progress ofBytes(boolean quiet, String doing, long bytes) {
        if (bytes < 10_000) {
            return new Progress(quiet, doing, bytes, " bytes", 1);
        }
        return bytes < 10_000_000
                ? new Progress(quiet, doing, bytes, " kB", 1_000)
                : new Progress(quiet, doing, bytes, " MB", 1_000_000);
    }

    /**
     * Moves the bar.
     *
     * @param amount how much more is done
     */
    public void done(long amount) {
        if (bar != null) {
            bar.stepBy(amount);
        }
    }

    /**
     * Says something at the bar's end.
     *
     * @param message what to say
     */
    public void say(String message) {
        if (bar != null) {
            bar.setExtraMessage(message);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
