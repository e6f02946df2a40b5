package dev.krait.multiprocessing.internal.wire;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A growing array of bytes that numbers and strings are appended to.
 *
 * <p>Integers use a variable length of seven bits a byte, lowest first, negative ones after a zigzag; everything of a
 * fixed width is little-endian. Not thread-safe.
 */
public final class ByteWriter {
    /** The most that an array can hold, and so a message. */
    public static final int MAX_SIZE = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int size;
    private int limit = MAX_SIZE;

    /** Arrays that follow the message; null if this writer takes none. */
    private @Nullable List<Block> blocks;

    private boolean blocksWithin;

    /**
     * An empty writer.
     *
     * @param capacity the bytes to have room for at first
     */
    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** Lets a message that is one large array follow, instead of being copied. */
    public ByteWriter withBlocks() {
        blocks = new ArrayList<>(2);
        return this;
    }

    /** Lets large arrays within a message follow it too, for a reader that has both when it decodes. */
    public ByteWriter withBlocksWithin() {
        blocksWithin = true;
        return withBlocks();
    }

    /**
     * Sets how much may be written; what would go beyond it is refused by a {@link WireException}.
     *
     * @param most the bytes, at most {@link #MAX_SIZE}
     */
    public void limit(int most) {
        limit = most;
    }

    /** Whether a message that is one large array may follow. */
    boolean takesBlocks() {
        return blocks != null;
    }

    /** Whether large arrays within a message may follow it. */
    boolean takesBlocksWithin() {
        return blocksWithin;
    }

    /** Has an array follow the message; it is read when that is written, which must be before anybody changes it. */
    void addBlock(Block block) {
        requireNonNull(blocks).add(block);
    }

    /** The arrays that follow the message, in order. */
    public List<Block> blocks() {
        return blocks == null ? List.of() : blocks;
    }

    /** How many bytes follow the message. */
    public long blockBytes() {
        return Block.bytes(blocks());
    }

    /** Has the arrays follow this message that followed another. */
    public void takeBlocksOf(ByteWriter other) {
        blocks = other.takeBlocks();
    }

    /** Forgets the arrays that follow the message, and gives them. */
    public List<Block> takeBlocks() {
        if (blocks == null || blocks.isEmpty()) {
            return List.of();
        }
        List<Block> taken = blocks;
        blocks = new ArrayList<>(2);
        return taken;
    }

    /**
     * The bytes behind this writer, of which the first {@link #size} are written.
     *
     * @return the live array; the next append may replace it
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * How much was written.
     *
     * @return the bytes
     */
    public int size() {
        return size;
    }

    /**
     * Forgets what was written after a mark.
     *
     * @param mark an earlier {@link #size}
     */
    public void truncate(int mark) {
        size = mark;
    }

    /** Forgets the arrays that follow the message but for the first ones. */
    void keepBlocks(int count) {
        if (blocks != null && blocks.size() > count) {
            blocks.subList(count, blocks.size()).clear();
        }
    }

    /**
     * What was written, as an array of its own.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Lets go of a large array that one large message needed. */
    public void shrink(int keep) {
        if (bytes.length > keep) {
            bytes = new byte[keep];
        }
        size = 0;
    }

    /**
     * Makes room and moves on, for a caller that fills the bytes itself.
     *
     * @param count the bytes to reserve
     * @return where they begin in {@link #array}
     */
    public int reserve(int count) {
        int at = size;
        int needed = at + count;
        if (needed < 0 || needed > limit) {
            throw new WireException("it takes more than " + limit
                    + " bytes, which is the most that one message can have; send it in parts");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(bytes.length * 2L, limit)));
        }
        size = needed;
        return at;
    }

    public void putByte(int value) {
        int at = reserve(1);
        bytes[at] = (byte) value;
    }

    public void putBytes(byte[] source, int offset, int length) {
        int at = reserve(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    /** Appends an unsigned number of variable length. */
    public void putUnsigned(long value) {
        if ((value & ~0x7FL) == 0) {
            putByte((int) value);
            return;
        }
        int at = reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        size = at;
    }

    /** Appends a signed number of variable length. */
    public void putSigned(long value) {
        putUnsigned((value << 1) ^ (value >> 63));
    }

    public void putInt(int value) {
        int at = reserve(4);
        setInt(at, value);
    }

    /** Overwrites four bytes that were reserved before. */
    public void setInt(int at, int value) {
        Primitives.setInt(bytes, at, value);
    }

    public void putLong(long value) {
        int at = reserve(8);
        Primitives.setLong(bytes, at, value);
    }

    /** Appends a string: its length and whether it is Latin-1, then one byte a character or two. */
    public void putString(String text) {
        byte[] latin = latin1(text);
        if (latin != null) {
            putUnsigned((long) latin.length << 1);
            putBytes(latin, 0, latin.length);
        } else {
            putUtf16(text);
        }
    }

    private void putUtf16(String text) {
        // UTF-16 rather than UTF-8, so that lone surrogates survive as they do in a Java string.
        int length = text.length();
        putUnsigned(((long) length << 1) | 1);
        int at = reserve(Math.multiplyExact(length, 2));
        for (int i = 0; i < length; i++) {
            Primitives.setShort(bytes, at + 2 * i, (short) text.charAt(i));
        }
    }

    private static byte @Nullable [] latin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return null;
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
