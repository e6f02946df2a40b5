package dev.krait.concurrent.futures;

/**
 * What a future's one state field holds when it is not a plain result: none of these types ever leaves the package, so
 * no result of a task can be taken for one of them.
 */
abstract sealed class Status permits Running, Status.Cancelled, Status.NullResult, Failure, LateOutcome {

    /** Python's two cancelled states. */
    static final class Cancelled extends Status {
        static final Cancelled NOT_NOTIFIED = new Cancelled("CANCELLED");
        static final Cancelled NOTIFIED = new Cancelled("CANCELLED_AND_NOTIFIED");

        private final String name;

        private Cancelled(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Stands for a null result, since a null state means pending. */
    static final class NullResult extends Status {
        static final NullResult INSTANCE = new NullResult();

        private NullResult() {}
    }
}
