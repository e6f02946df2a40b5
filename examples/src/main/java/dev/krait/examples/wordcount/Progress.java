package dev.krait.examples.wordcount;

import java.io.PrintStream;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that shows how many of the bytes are counted. */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 78;
    private final @Nullable ProgressBar bar;

    Progress(boolean quiet, List<FileSearch.Found> files) {
        PrintStream err = System.err;
        long bytes = files.stream().mapToLong(FileSearch.Found::bytes).sum();
        bar = quiet
                ? null
                : new ProgressBarBuilder()
                        .setTaskName("counting")
                        .setInitialMax(bytes)
                        .setUnit(" MB", 1_000_000)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setMaxRenderedLength(WIDTH)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                        .build();
    }

    void done(FileGroup group) {
        if (bar != null) {
            bar.stepBy(group.bytes());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
