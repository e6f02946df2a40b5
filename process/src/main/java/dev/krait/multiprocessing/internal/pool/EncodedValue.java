package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.WireException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A result as it came from a worker. Small plain values are decoded at once; others are when somebody asks for them, on
 * that thread, because rebuilding them may run the program's own code.
 *
 * <p>Not thread-safe: whoever holds it decides who asks.
 */
public final class EncodedValue {
    private byte @Nullable [] encoded;
    private @Nullable Object value;

    private EncodedValue(byte @Nullable [] encoded, @Nullable Object value) {
        this.encoded = encoded;
        this.value = value;
    }

    /** A value that is here already. */
    static EncodedValue ofDecoded(@Nullable Object value) {
        return new EncodedValue(null, value);
    }

    /** Takes the rest of a frame, whose bytes may be overwritten afterwards. */
    static EncodedValue take(ByteReader frame) {
        return isDecodedAtOnce(frame)
                ? ofDecoded(decodeAtOnce(frame))
                : new EncodedValue(frame.getBytes(frame.remaining()), null);
    }

    /** Whether the value that is the rest of a frame is a small plain one, or one that lies behind its message. */
    static boolean isDecodedAtOnce(ByteReader frame) {
        byte first = frame.array()[frame.position()];
        return ValueDecoder.isPlain(first) || ValueDecoder.isBehind(first);
    }

    static @Nullable Object decodeAtOnce(ByteReader frame) {
        try {
            return ValueDecoder.decodePlain(frame);
        } catch (IOException e) {
            throw new WireException("a plain value needs nothing but its message, but: " + e);
        }
    }

    /** Whether {@link #decode} has nothing left to do. */
    public boolean isDecoded() {
        return encoded == null;
    }

    /** The value that {@linkplain #isDecoded is decoded}. */
    public @Nullable Object decoded() {
        return value;
    }

    /**
     * The value.
     *
     * @throws IOException if it cannot be rebuilt
     * @throws ClassNotFoundException if a class of it is unknown in this process
     */
    public @Nullable Object decode() throws IOException, ClassNotFoundException {
        if (encoded != null) {
            value = new ValueDecoder(new ByteReader(encoded), LoaderNumbers.INSTANCE).decode();
            encoded = null;
        }
        return value;
    }
}
