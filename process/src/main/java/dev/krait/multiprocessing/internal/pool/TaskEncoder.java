package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the encoded arguments of one or many tasks in one array.
 *
 * <p>Not thread-safe.
 */
public final class TaskEncoder {
    private final ByteWriter bytes;
    private final ValueEncoder encoder;

    /** An empty one. */
    public TaskEncoder() {
        bytes = new ByteWriter(256);
        encoder = new ValueEncoder(bytes, LoaderNumbers.INSTANCE);
    }

    /** How many bytes there are, which is where the next task begins. */
    public int size() {
        return bytes.size();
    }

    /** Lets large arrays of bytes go to another process without a copy; for a task that is made of the whole. */
    public TaskEncoder withBlocks() {
        bytes.withBlocks();
        return this;
    }

    /** Whether arrays follow what was collected. */
    public boolean hasBlocks() {
        return !bytes.blocks().isEmpty();
    }

    List<byte[]> takeBlocks() {
        return bytes.takeBlocks();
    }

    /** Forgets what was collected. */
    public void clear() {
        bytes.truncate(0);
        bytes.takeBlocks();
    }

    /** Gives away what was collected, and begins anew with a small array. */
    public byte[] takeArray() {
        byte[] taken = bytes.array();
        bytes.shrink(0);
        return taken;
    }

    /** What was collected; the next value may move it to another array. */
    public byte[] array() {
        return bytes.array();
    }

    /**
     * Appends a value.
     *
     * @throws IOException if it cannot travel; nothing is appended then
     */
    public void add(@Nullable Object value) throws IOException {
        encoder.encode(value);
    }
}
