package dev.krait.concurrent.futures;

/** The outcome of a task that threw. */
final class Failure extends Status implements ReadableFailure {
    final Throwable exception;
    private volatile boolean read;

    Failure(Throwable exception) {
        this.exception = exception;
    }

    @Override
    public boolean wasRead() {
        return read;
    }

    @Override
    public Throwable readFailure() {
        if (!read) {
            read = true;
        }
        return exception;
    }
}
