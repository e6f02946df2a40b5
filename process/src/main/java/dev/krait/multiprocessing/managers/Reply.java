package dev.krait.multiprocessing.managers;

/** How a server answers, by the first byte of its message. */
final class Reply {
    /** A value follows. */
    static final int VALUE = 0;

    /** The object threw; a failure follows. */
    static final int THROWN = 1;

    /** The call was given up, as the client wished. */
    static final int INTERRUPTED = 2;

    /** The call could not be made; a text follows. */
    static final int REFUSED = 3;

    private Reply() {}
}
