package dev.krait.multiprocessing.internal.shared;

/** What an object of the shared memory is. */
public enum Kind {
    /** A place that is being set up, or that nobody uses. */
    NONE(0, Layout.SMALL_SIZE),
    /** A lock that anybody may release. */
    LOCK(1, Layout.SMALL_SIZE),
    /** A lock that its owner may take again. */
    RLOCK(2, Layout.SMALL_SIZE),
    /** A counter of permits. */
    SEMAPHORE(3, Layout.LARGE_SIZE),
    /** A flag. */
    EVENT(4, Layout.SMALL_SIZE),
    /** Threads that wait for a signal. */
    CONDITION(5, Layout.SMALL_SIZE),
    /** A meeting point. */
    BARRIER(6, Layout.SMALL_SIZE),
    /** A queue of items. */
    QUEUE(7, Layout.LARGE_SIZE);

    private static final Kind[] BY_CODE = values();

    private final int code;
    private final int size;

    Kind(int code, int size) {
        this.code = code;
        this.size = size;
    }

    /** The number that stands for it in shared memory. */
    int code() {
        return code;
    }

    int size() {
        return size;
    }

    static Kind of(long head) {
        return BY_CODE[(int) (head & 0xff)];
    }
}
