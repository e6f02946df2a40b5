package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.Block;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** What has moved with what was collected. */
    private final List<Passage.Passenger> moved = new ArrayList<>(0);

    /** An empty one. */
    public TaskEncoder() {
        this(256);
    }

    /**
     * An empty one.
     *
     * @param capacity the bytes to have room for at first
     */
    public TaskEncoder(int capacity) {
        bytes = new ByteWriter(capacity);
        encoder = new ValueEncoder(bytes, LoaderNumbers.INSTANCE);
    }

    /** How many bytes there are, which is where the next task begins. */
    public int size() {
        return bytes.size();
    }

    /** Lets large arrays go to another process without a copy of their own; for a task that is made of the whole. */
    public TaskEncoder withBlocks() {
        bytes.withBlocksWithin();
        return this;
    }

    /** Whether arrays follow what was collected. */
    public boolean hasBlocks() {
        return !bytes.blocks().isEmpty();
    }

    /** Whether something moves with what was collected. */
    public boolean hasMoved() {
        return !moved.isEmpty();
    }

    /** Something moved with what was collected. */
    public void moved(List<Passage.Passenger> departed) {
        if (!departed.isEmpty()) { // As a rule it is empty, and asked for each item of a map.
            moved.addAll(departed);
        }
    }

    List<Passage.Passenger> takeMoved() {
        List<Passage.Passenger> taken = List.copyOf(moved);
        moved.clear();
        return taken;
    }

    List<Block> takeBlocks() {
        return bytes.takeBlocks();
    }

    /** Begins one of several tasks that lie one behind the other; returns where. */
    public int begin() {
        return bytes.reserve(1);
    }

    /** Ends a task, by writing its length before it. */
    public void end(int begin) {
        int length = bytes.size() - begin - 1;
        if (length < 0x80) {
            bytes.array()[begin] = (byte) length;
        } else {
            var body = Arrays.copyOfRange(bytes.array(), begin + 1, bytes.size());
            bytes.truncate(begin);
            bytes.putUnsigned(length);
            bytes.putBytes(body, 0, length);
        }
    }

    /** Takes out what was collected since a task began, as it is. */
    public TaskEncoder cut(int begin) {
        int length = bytes.size() - begin - 1;
        var cut = new TaskEncoder(length);
        cut.bytes.putBytes(bytes.array(), begin + 1, length);
        cut.bytes.takeBlocksOf(bytes);
        cut.moved(takeMoved());
        bytes.truncate(begin);
        return cut;
    }

    /** Forgets a task that was begun. */
    public void forget(int begin) {
        bytes.truncate(begin);
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
        moved(encoder.takeMoved());
    }
}
