package dev.krait.threading;

import java.time.Duration;

/** What {@link Barrier} and its likes have in common, so that one contract can be run over all of them. */
public interface Meeting {
    int await() throws InterruptedException;

    int await(Duration timeout) throws InterruptedException;

    void reset();

    void abort();

    int parties();

    int nWaiting();

    boolean isBroken();

    static Meeting of(Object barrier) {
        return Likeness.of(Meeting.class, barrier);
    }
}
