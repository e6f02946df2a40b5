package dev.krait.threading;

/** The one kind of {@link Held}; small and final, so that the compiler can keep it off the heap. */
final class HeldOnce implements Held {
    private final Acquirable source;
    private boolean closed;

    HeldOnce(Acquirable source) {
        this.source = source;
    }

    @Override
    public void close() {
        if (!closed) {
            // A release that is refused has released nothing, so that it must be possible to close again.
            source.release();
            closed = true;
        }
    }

    @Override
    public String toString() {
        return "Held[" + source + (closed ? ", closed]" : "]");
    }
}
