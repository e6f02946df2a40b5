package dev.krait.multiprocessing;

/** What a pool without worker processes does with tasks. */
enum PoolState {
    /** Takes tasks. */
    OPEN,
    /** Takes no more tasks and does those it has. */
    CLOSED,
    /** Does no more tasks. */
    ENDED;

    IllegalStateException refusal() {
        return new IllegalStateException("this pool takes no more tasks: it was "
                + (this == CLOSED ? "closed" : "terminated") + " before this call");
    }
}
