package dev.krait.multiprocessing.internal.pool;

import java.util.concurrent.TimeoutException;

/** Where thread dumps of one process come from. */
public interface ThreadDumps {
    /**
     * What all threads of the process are doing now.
     *
     * @param nanos how long to wait for it
     * @throws IllegalStateException if the process does not run
     * @throws TimeoutException if it did not answer in time
     */
    String take(long nanos) throws InterruptedException, TimeoutException;
}
