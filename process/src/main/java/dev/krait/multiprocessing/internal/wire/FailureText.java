package dev.krait.multiprocessing.internal.wire;

/**
 * A cause or a suppressed exception that cannot travel, as text: it reads, and prints, as the one that it stands for, whose
 * own causes and suppressed exceptions it has.
 */
final class FailureText extends Throwable {
    private static final long serialVersionUID = 1;

    private final String text;

    FailureText(Throwable failure) {
        super(RemoteFailure.guarded(failure::getMessage), failure.getCause());
        this.text = String.valueOf(RemoteFailure.guarded(failure::toString));
        setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            addSuppressed(suppressed);
        }
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // It begins with the name of another class.
    public String toString() {
        return text;
    }
}
