package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.Pool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guide to logging shows does what the guide says. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoggingGuideTest {
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final LoggingGuide guide = new LoggingGuide(printed);

    @Test
    void recordsOfTasks_arriveWithTheirOriginBeforeTheResult() throws Exception {
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                guide.show(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("shop.index");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            guide.pool();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }

        assertThat(printed).hasSize(5);
        assertThat(printed.get(0)).isEqualTo("INFO shop.index: reading one");
        assertThat(printed.get(1)).matches("PoolWorker-\\d+ main .*LoggingGuide.*");
        assertThat(printed.get(2)).isEqualTo("INFO shop.index: reading three");
        assertThat(printed.get(4)).isEqualTo("[3, 5]");
    }

    @Test
    void providerOfWorkers_isChosenByAnOptionOfTheirs() throws Exception {
        try (var pool = new Pool(1, LoggingGuide.bridged())) {
            assertThat(pool.apply(() -> System.getProperty("slf4j.provider")))
                    .isEqualTo("org.slf4j.jul.JULServiceProvider");
        }
    }

    @Test
    void labelledLine_beginsWithTheNameOfTheWorker() throws Exception {
        var bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            LoggingGuide.labels();
        } finally {
            System.setOut(out);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).matches("\\[PoolWorker-\\d+] hello\\R");
    }
}
