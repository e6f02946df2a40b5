package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogEntryTest {
    private static LogEntry entry(String text, @Nullable RemoteFailure thrown) {
        var origin = new LogEntry.Origin("worker", 1, "main", 1, LogEntry.NO_TASK, null);
        return new LogEntry("log", "INFO", 800, Instant.EPOCH, text, origin, new LogEntry.Source(null, null), thrown);
    }

    @Test
    void weight_countsTheExceptionToo() {
        RemoteFailure failure = RemoteFailure.of(RemoteFailure.Kind.THROWN, new IllegalStateException("why"));

        assertThat(entry("", null).weight()).isPositive();
        assertThat(entry("text", null).weight()).isGreaterThan(entry("", null).weight());
        assertThat(entry("", failure).weight())
                .isGreaterThan(entry("", null).weight() + failure.trace().length());
    }
}
