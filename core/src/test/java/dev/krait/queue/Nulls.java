package dev.krait.queue;

/** Null as an item: NullAway takes every type variable for one without null, though queues of nullable items exist. */
final class Nulls {
    private Nulls() {}

    @SuppressWarnings("NullAway") // the one place where the tests say what the checker cannot
    static Integer item() {
        return null;
    }
}
