package dev.krait.docs;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.TaskOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** The code that the page on failures shows. */
final class FailuresGuide {
    private static final System.Logger LOG = System.getLogger("shop");

    private FailuresGuide() {}

    static int carefully(Pool pool) throws Exception {
        // region careful
        Pool careful = pool.with(
                TaskOptions.defaults().withRunTimeout(Duration.ofSeconds(30)).withRetries(2));
        // endregion
        return careful.apply(FailuresGuide::succeedsTheThirdTime);
    }

    static Pool watched(Pool pool) {
        // region hanging
        Pool watched = pool.with(TaskOptions.defaults()
                .withRunTimeout(Duration.ofSeconds(30))
                .withOnTimeout(task -> LOG.log(Level.WARNING, task + " hangs here:\n" + task.threadDump())));
        // endregion
        return watched;
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
