package dev.krait.docs.failures;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.krait.function.Action;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was done and what it threw, in the order of doing. */
final class Provoked {
    private final Map<String, Throwable> failures = new LinkedHashMap<>();

    /** Does what has to fail. */
    Provoked by(String deed, Action provocation) {
        Throwable failure = catchThrowable(provocation::run);
        if (failure == null) {
            throw new AssertionError(deed + " did not fail");
        }
        if (failures.put(deed, failure) != null) {
            throw new AssertionError(deed + " is done twice");
        }
        return this;
    }

    Map<String, Throwable> failures() {
        return failures;
    }
}
