package dev.krait.docs;

import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.logging.WorkerLogRecord;
import java.util.List;
import java.util.logging.LogRecord;

/** The code that the guide to logging shows, region by region. What it prints goes to a list that a test looks at. */
final class LoggingGuide {
    private final List<String> printed;

    LoggingGuide(List<String> printed) {
        this.printed = printed;
    }

    private void print(Object line) {
        printed.add(line.toString());
    }

    // region task
    static int indexed(String document) {
        System.getLogger("shop.index").log(System.Logger.Level.INFO, "reading {0}", document);
        return document.length();
    }
    // endregion

    void pool() throws Exception {
        // region pool
        try (var pool = new Pool(1)) {
            print(pool.map(LoggingGuide::indexed, List.of("one", "three")));
        }
        // endregion
    }

    void show(LogRecord record) {
        // region record
        if (record instanceof WorkerLogRecord remote) {
            print(remote.getLevel() + " " + remote.getLoggerName() + ": " + remote.getText());
            print(remote.getProcessName() + " " + remote.getThreadName() + " " + remote.getTask());
        }
        // endregion
    }

    static PoolOptions bridged() {
        // region slf4j
        LaunchOptions launch =
                LaunchOptions.defaults().withJvmOptions("-Dslf4j.provider=org.slf4j.jul.JULServiceProvider");
        PoolOptions options = PoolOptions.defaults().withLaunch(launch);
        // endregion
        return options;
    }

    static void labels() throws Exception {
        // region labels
        var labelled =
                PoolOptions.defaults().withLaunch(LaunchOptions.defaults().withLabelledOutput());
        try (var pool = new Pool(1, labelled)) {
            pool.apply(() -> System.out.println("hello"));
        }
        // endregion
    }
}
