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
            closed = true;
            source.release();
        }
    }

    @Override
    public String toString() {
        return "Held[" + source + (closed ? ", closed]" : "]");
    }
}
