package dev.krait.docs;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.TaskOptions;
import java.time.Duration;

/** The code that the page on failures shows. */
final class FailuresGuide {
    private FailuresGuide() {}

    static int carefully(Pool pool) throws Exception {
        // region careful
        Pool careful = pool.with(
                TaskOptions.defaults().withRunTimeout(Duration.ofSeconds(30)).withRetries(2));
        // endregion
        return careful.apply(FailuresGuide::succeedsTheThirdTime);
    }

    private static int tries;

    private static int succeedsTheThirdTime() {
        tries++;
        if (tries < 3) {
            throw new IllegalStateException("try " + tries);
        }
        return tries;
    }
}
