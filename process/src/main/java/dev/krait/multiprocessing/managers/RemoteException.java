package dev.krait.multiprocessing.managers;

/**
 * A call of a manager's object failed in the server in a way that is none of the object's own exceptions: the object is gone,
 * arguments could not be rebuilt there, or the result or the exception cannot travel.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.RemoteError}.
 */
public class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String remoteTrace;

    /**
     * The facts of the failure.
     *
     * @param message what happened, in which call
     * @param type the class name of what was thrown in the server, empty if nothing was
     * @param remoteTrace the stack trace in the server, empty if nothing was thrown
     */
    public RemoteException(String message, String type, String remoteTrace) {
        super(
                remoteTrace.isEmpty()
                        ? message
                        : message + System.lineSeparator() + "in the server: " + remoteTrace.strip());
        this.type = type;
        this.remoteTrace = remoteTrace;
    }

    /**
     * What was thrown in the server.
     *
     * @return its class name, empty if nothing was
     */
    public String type() {
        return type;
    }

    /**
     * Where it was thrown.
     *
     * @return the server's stack trace as printed, empty if nothing was thrown
     */
    public String remoteTrace() {
        return remoteTrace;
    }
}
