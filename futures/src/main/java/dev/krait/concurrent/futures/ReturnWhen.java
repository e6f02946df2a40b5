package dev.krait.concurrent.futures;

/** When {@link Futures#await} returns; Python's constants of the same names. */
public enum ReturnWhen {
    /** As soon as one is finished or cancelled. */
    FIRST_COMPLETED,
    /** As soon as one has failed with an exception, or all are done. A cancelled one has not failed. */
    FIRST_EXCEPTION,
    /** When all are finished or cancelled. */
    ALL_COMPLETED
}
