package dev.krait.multiprocessing;

import org.jspecify.annotations.Nullable;

/** Gives what a call returned, or throws what it threw as what Java lets a method throw. */
final class Thrown {
    private Thrown() {}

    static @Nullable Object in(AsyncResult.Source source) throws Exception {
        try {
            return source.produce();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the call threw neither an Exception nor an Error", e);
        }
    }
}
