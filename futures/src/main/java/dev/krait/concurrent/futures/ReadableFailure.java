package dev.krait.concurrent.futures;

/** A failure that remembers whether anybody looked at it. */
interface ReadableFailure {
    boolean wasRead();

    /** The exception; from now on it counts as read. */
    Throwable readFailure();
}
