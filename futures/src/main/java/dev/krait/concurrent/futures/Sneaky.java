package dev.krait.concurrent.futures;

/** Throws what a task threw, whatever its type, as if it were thrown here. */
final class Sneaky {
    private Sneaky() {}

    /** Throws; declared to return, so that callers can write {@code throw rethrow(e)}. */
    static RuntimeException rethrow(Throwable exception) {
        return Sneaky.<RuntimeException>throwAs(exception);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException throwAs(Throwable exception) throws E {
        throw (E) exception;
    }
}
