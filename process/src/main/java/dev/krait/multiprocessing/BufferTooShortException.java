package dev.krait.multiprocessing;

/**
 * A message did not fit into the buffer that was given for it; the message is here, and the connection goes on.
 *
 * <p>Mirrors Python's {@code multiprocessing.BufferTooShort}, whose {@code args[0]} is the message.
 */
public class BufferTooShortException extends ProcessException {
    private static final long serialVersionUID = 1L;

    private final byte[] messageBytes;

    /**
     * A message that did not fit.
     *
     * @param room how many bytes there was room for
     * @param message the whole message, which is not copied
     */
    @SuppressWarnings("ArrayIsStoredDirectly") // it may be large, and was read for this exception alone
    public BufferTooShortException(int room, byte[] message) {
        super("a message of " + message.length + " bytes does not fit into the " + room
                + " bytes that were given for it; it is kept in this exception");
        this.messageBytes = message;
    }

    /**
     * The whole message.
     *
     * @return its bytes, not a copy
     */
    public byte[] message() {
        return messageBytes;
    }
}
