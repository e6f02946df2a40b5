package dev.krait.multiprocessing;

/** Throws what reading an input threw, which may be anything. */
final class Sneaky {
    private Sneaky() {}

    /** Throws; declared to return, so that callers can write {@code throw rethrow(e)}. */
    static RuntimeException rethrow(Throwable failure) {
        return Sneaky.<RuntimeException>throwAs(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException throwAs(Throwable failure) throws E {
        throw (E) failure;
    }
}
