package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How messages lie in a stream of bytes: their length in four bytes, lowest first, then they themselves. */
final class Frames {
    static final int HEADER = 4;

    /** The longest message: what fits into an array. */
    static final int LONGEST = ByteWriter.MAX_SIZE;

    /** In the place of a length: the other end of a pipe has found us; no message. */
    static final int HELLO = -2;

    private Frames() {}

    static ByteBuffer newBuffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] header(int length) {
        return new byte[] {(byte) length, (byte) (length >>> 8), (byte) (length >>> 16), (byte) (length >>> 24)};
    }

    /** Refuses a length that no sender of ours would announce to this receiver. */
    static void check(int length, int limit) throws ProtocolException {
        if (length < 0) {
            throw new ProtocolException("what arrived is not a message of this library (it announces a length of "
                    + length + " bytes); this end receives no more");
        }
        if (length > limit) {
            throw new ProtocolException(
                    "a message of " + length + " bytes was announced, more than the limit of " + limit
                            + " bytes for this connection; this end receives no more, and a larger limit can be set with"
                            + " ConnectionOptions.withMaxMessageSize");
        }
    }
}
