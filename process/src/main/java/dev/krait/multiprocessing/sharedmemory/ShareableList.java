package dev.krait.multiprocessing.sharedmemory;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length in shared memory, whose items can be replaced by any process.
 *
 * <p>Mirrors Python's {@code multiprocessing.shared_memory.ShareableList}. Items are of type {@link Integer},
 * {@link Long}, {@link Double}, {@link Boolean}, {@link String}, {@code byte[]} or null. Each has a slot whose room is
 * fixed when the list is made: for a text or array of {@code n} bytes the next multiple of 8 above {@code n}, for
 * anything else 8 bytes. An item may be replaced by one of another type if its slot has room. Negative positions count
 * from the end.
 *
 * <p>Texts and arrays come back exactly as they went in. Python drops zeros at their ends, and counts characters where
 * it needs bytes, so that text beyond ASCII may not fit its own slot; the form in memory is therefore our own, and a
 * list that Python made is refused.
 *
 * <p>An object of this class can be sent to another process, which then attaches the same memory. It is a
 * {@link java.util.List} as well, of fixed size: what would change its length throws
 * {@link UnsupportedOperationException}. Replacing one item while another process reads that same item needs a lock,
 * as in Python; different items do not disturb each other.
 */
public final class ShareableList extends AbstractList<@Nullable Object> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;

    private static final long MAGIC = 0x4B72_6169_744C_7331L;
    private static final int LENGTH = 8;
    private static final int SLOTS = 16;

    /** A slot: where its bytes begin, how many there is room for, how many are used, and what they are. */
    private static final int SLOT = 32;

    private static final int ROOM = 8;
    private static final int USED = 16;
    private static final int TYPE = 24;

    private final transient SharedMemory shm;
    private final transient int length;

    private ShareableList(SharedMemory shm, int length) {
        this.shm = shm;
        this.length = length;
    }

    /**
     * Makes a list of some items.
     *
     * <p>Mirrors {@code ShareableList(sequence)}.
     *
     * @param items the items
     * @return the list, in a block of shared memory of its own
     * @throws IllegalArgumentException if an item is of a type that such a list cannot hold
     * @throws IOException if there is no room for it; nothing has changed then
     */
    public static ShareableList of(@Nullable Object... items) throws IOException {
        var values = values(items);
        return fill(SharedMemory.create(bytes(values)), values);
    }

    /**
     * Makes a list under a name.
     *
     * <p>Mirrors {@code ShareableList(sequence, name=name)}.
     *
     * @param name the name of its block of shared memory
     * @param items the items
     * @return the list
     * @throws IllegalArgumentException if an item is of a type that such a list cannot hold, or the name cannot be one
     * @throws java.nio.file.FileAlreadyExistsException if there is something of that name
     * @throws IOException if there is no room for it; nothing has changed then
     */
    public static ShareableList named(String name, @Nullable Object... items) throws IOException {
        requireNonNull(name, "name");
        var values = values(items);
        return fill(SharedMemory.create(name, bytes(values)), values);
    }

    private static List<SlotValue> values(@Nullable Object[] items) {
        var values = new ArrayList<SlotValue>(items.length);
        for (Object item : items) {
            values.add(SlotValue.of(item));
        }
        return values;
    }

    private static long bytes(List<SlotValue> values) {
        return SLOTS
                + (long) SLOT * values.size()
                + values.stream().mapToLong(SlotValue::room).sum();
    }

    private static ShareableList fill(SharedMemory shm, List<SlotValue> values) {
        var list = new ShareableList(shm, values.size());
        long at = SLOTS + (long) SLOT * values.size();
        for (int i = 0; i < values.size(); i++) {
            SlotValue value = values.get(i);
            list.slot(i).putLong(0, at).putLong(ROOM, value.room());
            list.write(i, value);
            at += value.room();
        }
        // Last of all: a list without it is not yet one.
        shm.buf(0, SLOTS).putLong(LENGTH, values.size()).putLong(0, MAGIC);
        return list;
    }

    /**
     * Attaches a list that somebody has made.
     *
     * <p>Mirrors {@code ShareableList(name=name)}.
     *
     * @param name the name of its block of shared memory
     * @return the list
     * @throws java.nio.file.NoSuchFileException if there is nothing of that name
     * @throws IOException if it holds no list of ours, or cannot be mapped
     */
    public static ShareableList attach(String name) throws IOException {
        return over(SharedMemory.attach(name));
    }

    private static ShareableList over(SharedMemory shm) throws IOException {
        ByteBuffer head = shm.size() < SLOTS ? null : shm.buf(0, SLOTS);
        if (head == null || head.getLong(0) != MAGIC || !hasRoom(shm, head.getLong(LENGTH))) {
            shm.close();
            throw new IOException("shared memory " + shm.name()
                    + " holds no ShareableList made by this library; Python's have another form");
        }
        return new ShareableList(shm, (int) head.getLong(LENGTH));
    }

    private static boolean hasRoom(SharedMemory shm, long length) {
        return length >= 0 && length <= Integer.MAX_VALUE && length <= (shm.size() - SLOTS) / SLOT;
    }

    private ByteBuffer slot(int position) {
        return shm.buf(SLOTS + (long) SLOT * position, SLOT);
    }

    private int checked(int position) {
        int index = position < 0 ? position + length : position;
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(
                    "position " + position + " does not lie within this list of " + length + " items");
        }
        return index;
    }

    /**
     * The item at a position.
     *
     * @param position which one; negative ones count from the end
     * @return the item; a {@code byte[]} is a copy
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalStateException if the shared memory is closed
     */
    @Override
    public @Nullable Object get(int position) {
        return read(checked(position)).value();
    }

    private SlotValue read(int position) {
        ByteBuffer slot = slot(position);
        long at = slot.getLong(0);
        SlotType type = SlotType.of(slot.getLong(TYPE));
        if (type.hasBytes()) {
            var bytes = new byte[(int) Math.min(slot.getLong(USED), slot.getLong(ROOM))];
            shm.read(at, bytes);
            return SlotValue.ofBytes(type, bytes);
        }
        return SlotValue.ofBits(type, shm.buf(at, 8).getLong(0));
    }

    /**
     * Replaces the item at a position.
     *
     * @param position which one; negative ones count from the end
     * @param item the new item
     * @return the item that was there
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the item is of a type that such a list cannot hold, or longer than its slot;
     *     nothing has changed then
     * @throws IllegalStateException if the shared memory is closed
     */
    @Override
    public @Nullable Object set(int position, @Nullable Object item) {
        int index = checked(position);
        SlotValue value = SlotValue.of(item);
        long room = slot(index).getLong(ROOM);
        if (value.bytes().length > room) {
            throw new IllegalArgumentException("the item for position " + position + " has " + value.bytes().length
                    + " bytes; its slot was made for " + room + " and cannot grow");
        }
        Object old = read(index).value();
        write(index, value);
        return old;
    }

    private void write(int position, SlotValue value) {
        ByteBuffer slot = slot(position);
        long at = slot.getLong(0);
        if (value.type().hasBytes()) {
            shm.write(at, value.bytes());
        } else {
            shm.buf(at, 8).putLong(0, value.bits());
        }
        slot.putLong(USED, value.bytes().length);
        slot.putLong(TYPE, value.type().code());
    }

    /**
     * How many items there are, which never changes.
     *
     * @return the length
     */
    @Override
    public int size() {
        return length;
    }

    /**
     * How many items equal a value, as Python sees it: numbers by their value, so that {@code 1}, {@code 1.0} and
     * {@code true} are the same, arrays by what is in them.
     *
     * @param value the value
     * @return how many
     * @throws IllegalStateException if the shared memory is closed
     */
    public int count(@Nullable Object value) {
        return (int) stream().filter(item -> SlotValue.same(item, value)).count();
    }

    /**
     * The first position of a value, which is compared as by {@link #count}.
     *
     * @param value the value
     * @return the position
     * @throws NoSuchElementException if it is not there; {@link #indexOf} then returns -1
     * @throws IllegalStateException if the shared memory is closed
     */
    public int index(@Nullable Object value) {
        int found = indexOf(value);
        if (found < 0) {
            throw new NoSuchElementException(value + " is not in this list");
        }
        return found;
    }

    /**
     * The first position of a value, which is compared as by {@link #count}.
     *
     * @param value the value
     * @return the position, or -1
     */
    @Override
    public int indexOf(@Nullable Object value) {
        for (int i = 0; i < length; i++) {
            if (SlotValue.same(read(i).value(), value)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The last position of a value, which is compared as by {@link #count}.
     *
     * @param value the value
     * @return the position, or -1
     * @throws IllegalStateException if the shared memory is closed
     */
    @Override
    public int lastIndexOf(@Nullable Object value) {
        for (int i = length - 1; i >= 0; i--) {
            if (SlotValue.same(read(i).value(), value)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether a value is there, compared as by {@link #count}.
     *
     * @param value the value
     * @return whether it is
     */
    @Override
    public boolean contains(@Nullable Object value) {
        return indexOf(value) >= 0;
    }

    /**
     * What the slots hold, in the codes of Python's module {@code struct}.
     *
     * @return such as {@code q16sd}
     * @throws IllegalStateException if the shared memory is closed
     */
    public String format() {
        var format = new StringBuilder();
        for (int i = 0; i < length; i++) {
            ByteBuffer slot = slot(i);
            format.append(SlotType.of(slot.getLong(TYPE)).format(slot.getLong(ROOM)));
        }
        return format.toString();
    }

    /**
     * The block that the list lies in, to be closed and unlinked by whoever is done with it.
     *
     * @return the shared memory
     */
    public SharedMemory shm() {
        return shm;
    }

    /**
     * The items, or that it is closed here, and the name.
     *
     * @return such as {@code ShareableList([1, two], name=krait_1a2b)}
     */
    @Override
    public String toString() {
        return "ShareableList(" + (shm.isClosed() ? "closed" : super.toString()) + ", name=" + shm.name() + ")";
    }

    private Object writeReplace() {
        return new Travelling(shm);
    }

    private record Travelling(SharedMemory shm) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            try {
                return over(shm);
            } catch (IOException e) {
                var refusal = new InvalidObjectException("a list came with a message and is none: " + e.getMessage());
                refusal.initCause(e);
                throw refusal;
            }
        }
    }
}
