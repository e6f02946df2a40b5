package dev.krait.multiprocessing.managers;

import java.net.SocketAddress;

/**
 * The process of a manager has ended, or cannot be reached, so that its objects are lost.
 *
 * <p>Python raises {@code EOFError}, {@code BrokenPipeError} or {@code ConnectionRefusedError} in such cases.
 */
public class ManagerLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SocketAddress address;

    /**
     * The facts of the loss.
     *
     * @param message what happened, during which call
     * @param address where the manager listened
     * @param cause what showed it
     */
    public ManagerLostException(String message, SocketAddress address, Throwable cause) {
        super(message, cause);
        this.address = address;
    }

    /**
     * Where the manager listened.
     *
     * @return its address
     */
    public SocketAddress address() {
        return address;
    }
}
