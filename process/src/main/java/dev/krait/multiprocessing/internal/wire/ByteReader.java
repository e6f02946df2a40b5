package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what a {@link ByteWriter} wrote, never past the end of what it was given.
 *
 * <p>Not thread-safe.
 */
public final class ByteReader {
    /** Where the arrays that follow a message are read from. */
    public interface Blocks {
        /** Reads the next one. */
        void fill(Block block) throws IOException;

        /** The next bytes as an array of their own. */
        default byte[] next(int length) throws IOException {
            var bytes = new byte[length];
            fill(Block.of(bytes));
            return bytes;
        }
    }

    private byte[] bytes;
    private int at;
    private int end;
    private @Nullable Blocks blocks;

    /** A reader of a part of an array. */
    public ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** A reader of a whole array. */
    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Points this reader to other bytes. */
    public void reset(byte[] otherBytes, int offset, int length) {
        bytes = otherBytes;
        at = offset;
        end = offset + length;
        blocks = null;
    }

    /** Says where the arrays are that follow the message. */
    public ByteReader withBlocks(Blocks source) {
        blocks = source;
        return this;
    }

    /** The next array of those that follow the message. */
    Object nextBlock() throws IOException {
        if (blocks == null) {
            throw new WireException("a message says that an array follows it, but nothing does");
        }
        int tag = getByte();
        long length = getUnsigned();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new WireException("a message says that an array of " + length + " elements follows it");
        }
        Object array = PrimitiveArrays.make(tag, (int) length);
        blocks.fill(Block.of(array));
        return array;
    }

    /** How many bytes are left to read. */
    public int remaining() {
        return end - at;
    }

    /** Where the next byte lies in {@link #array}. */
    public int position() {
        return at;
    }

    /** The array that is read. */
    public byte[] array() {
        return bytes;
    }

    /** Skips bytes and says where they began. */
    public int skip(int count) {
        if (count < 0 || count > end - at) {
            throw new WireException(
                    "a message says that " + count + " more bytes follow, but it has only " + (end - at) + " left");
        }
        int from = at;
        at += count;
        return from;
    }

    public int getByte() {
        return bytes[skip(1)];
    }

    public long getUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new WireException("a number of variable length is longer than 64 bits");
    }

    public long getSigned() {
        long value = getUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A count of things that each take at least some bytes, so that a bad count cannot ask for endless memory. */
    public int getCount(int bytesEach) {
        long count = getUnsigned();
        if (count < 0 || count > remaining() / bytesEach) { // No product, which could overflow.
            throw new WireException("a message announces " + count + " elements, more than its " + remaining()
                    + " remaining bytes can hold");
        }
        return (int) count;
    }

    public int getInt() {
        return Primitives.getInt(bytes, skip(4));
    }

    public long getLong() {
        return Primitives.getLong(bytes, skip(8));
    }

    public String getString() {
        long header = getUnsigned();
        int length = (int) Math.min(header >>> 1, Integer.MAX_VALUE);
        if ((header & 1) == 0) {
            return new String(bytes, skip(length), length, StandardCharsets.ISO_8859_1);
        }
        int from = skip((int) Math.min(length * 2L, Integer.MAX_VALUE));
        var text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = (char) Primitives.getShort(bytes, from + 2 * i);
        }
        return new String(text);
    }

    /** The next bytes as an array of their own. */
    public byte[] getBytes(int count) {
        int from = skip(count);
        var copy = new byte[count];
        System.arraycopy(bytes, from, copy, 0, count);
        return copy;
    }
}
