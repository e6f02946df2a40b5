package dev.krait.multiprocessing.managers;

/** What a client says on its first line without waiting for an answer, by the first byte of the message. */
final class Control {
    /** Give up a call; its line and its number follow. */
    static final int CANCEL = 0;

    /** A reference is given back; the object's number follows. */
    static final int RELEASE = 1;

    /** A reference is on its way; the object's number follows. */
    static final int PIN = 2;

    /** The server is to end; the session's number follows, so that garbage does not say it by chance. */
    static final int SHUTDOWN = 3;

    private Control() {}
}
