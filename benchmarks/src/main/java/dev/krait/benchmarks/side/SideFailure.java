package dev.krait.benchmarks.side;

/** A side could not be started, did its work wrong, or gave no answer. */
public final class SideFailure extends Exception {
    private static final long serialVersionUID = 1L;

    SideFailure(String message) {
        super(message);
    }

    SideFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
