package dev.krait.multiprocessing.internal.child;

import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How what a process was for has ended. */
public sealed interface ProcessOutcome {
    /** It returned. */
    record Returned() implements ProcessOutcome {}

    /** It threw. */
    record Raised(RemoteFailure failure) implements ProcessOutcome {}

    /** The process ended before it did either, by its own exit or otherwise. */
    record Ended(int exitCode, Duration uptime, String logTail) implements ProcessOutcome {}

    /** What it threw, if it did. */
    default @Nullable RemoteFailure failure() {
        return this instanceof Raised raised ? raised.failure() : null;
    }
}
