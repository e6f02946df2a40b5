package dev.krait.threading;

import java.time.Duration;

/** What {@link Event} and its likes have in common, so that one contract can be run over all of them. */
public interface Flag {
    boolean isSet();

    void set();

    void clear();

    void await() throws InterruptedException;

    boolean await(Duration timeout) throws InterruptedException;

    static Flag of(Object event) {
        return Likeness.of(Flag.class, event);
    }
}
