package dev.krait.concurrent.futures;

import org.jspecify.annotations.Nullable;

/** Why a pool takes no more tasks. */
record Refusal(
        String pool,
        @Nullable String brokenWorker,
        @Nullable Throwable brokenBy,
        boolean jvmExit) {
    static Refusal shutdown(String pool) {
        return new Refusal(pool, null, null, false);
    }

    static Refusal jvmExit(String pool) {
        return new Refusal(pool, null, null, true);
    }

    static Refusal broken(String pool, String worker, Throwable cause) {
        return new Refusal(pool, worker, cause, false);
    }

    boolean isBroken() {
        return brokenBy != null;
    }

    /** A new exception for each caller and each future. */
    RuntimeException exception() {
        if (brokenBy != null && brokenWorker != null) {
            return new BrokenThreadPoolException(pool, brokenWorker, brokenBy);
        }
        return new IllegalStateException("cannot schedule new futures after "
                + (jvmExit ? "the exit of the JVM" : "shutdown") + ": " + pool + " takes no more tasks");
    }
}
