package dev.krait.multiprocessing.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A large array of numbers, characters or truths that follows a message in a file instead of lying in it, and so is copied
 * once where it would be three times. Its bytes are those that {@link PrimitiveArrays} would have in the message.
 */
public final class Block {
    private static final int STEP = 64 * 1024;

    private final Object array;
    private final int length;
    private final int width;

    private Block(Object array) {
        this.array = array;
        this.length = Array.getLength(array);
        this.width = PrimitiveArrays.width(PrimitiveArrays.tag(array));
    }

    /** One that is written from an array, or read into it. */
    public static Block of(Object primitiveArray) {
        return new Block(primitiveArray);
    }

    /** How many bytes it takes. */
    public long bytes() {
        return (long) length * width;
    }

    /** How many bytes some take. */
    public static long bytes(Iterable<Block> blocks) {
        long sum = 0;
        for (Block block : blocks) {
            sum += block.bytes();
        }
        return sum;
    }

    /** Copies it to a place in a file that is mapped. */
    void copyTo(ByteBuffer map, int at) {
        PrimitiveArrays.copy(array, 0, length, placed(map, at));
    }

    /** Fills it with what lies at a place in a file that is mapped. */
    void fillFrom(ByteBuffer map, int at) {
        PrimitiveArrays.fill(array, 0, length, placed(map, at));
    }

    private static ByteBuffer placed(ByteBuffer map, int at) {
        return map.duplicate().position(at).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Appends it to a file. */
    void write(RandomAccessFile file) throws IOException {
        if (array instanceof byte[] bytes) {
            inSteps((from, count) -> file.write(bytes, from, count));
            return;
        }
        byte[] staging = staging();
        inSteps((from, count) -> {
            PrimitiveArrays.copy(array, from, count, littleEndian(staging));
            file.write(staging, 0, count * width);
        });
    }

    /**
     * Fills it with what follows in a file.
     *
     * @throws EOFException if less follows
     */
    void read(RandomAccessFile file) throws IOException {
        if (array instanceof byte[] bytes) {
            inSteps((from, count) -> file.readFully(bytes, from, count));
            return;
        }
        byte[] staging = staging();
        inSteps((from, count) -> {
            file.readFully(staging, 0, count * width);
            PrimitiveArrays.fill(array, from, count, littleEndian(staging));
        });
    }

    /** What is done with some elements. */
    private interface Step {
        void take(int from, int count) throws IOException;
    }

    private void inSteps(Step step) throws IOException {
        int most = STEP / width;
        for (int left = length; left > 0; left -= most) { // Counted down, since up it could overflow.
            step.take(length - left, Math.min(most, left));
        }
    }

    private byte[] staging() {
        return new byte[(int) Math.min(STEP, bytes())];
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
