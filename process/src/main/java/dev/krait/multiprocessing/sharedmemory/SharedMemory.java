package dev.krait.multiprocessing.sharedmemory;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.launch.SegmentLinks;
import dev.krait.multiprocessing.internal.memory.Memory;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A block of memory with a name, which several processes map at the same time.
 *
 * <p>Mirrors Python's {@code multiprocessing.shared_memory.SharedMemory}. The name is a file of {@code /dev/shm}, so
 * other runs of the same user can attach it, and so can Python. Without a writable {@code /dev/shm} the name is a file
 * of {@code java.io.tmpdir}. Only the user who made a block can open it.
 *
 * <p>An object of this class can be captured by a task or be part of an argument or result, at any depth: what travels
 * is the name and the size, and the other process attaches the same memory.
 *
 * <p>A block ends by {@link #unlink}, or with the last run that has made or attached it: a run that uses a block keeps
 * it alive, and a run that was killed is noticed by the next one, which removes what nobody else uses. A block that was
 * made without tracking ends by {@link #unlink} alone. Python removes a block as soon as any process that attached it
 * ends.
 *
 * <p>The memory is there from the beginning, as zeros that are written: where there is no room, creating fails and
 * nothing has changed. Python promises memory that it may not have and dies when it is touched. The price is that
 * creating takes as long as writing that many bytes. Where the room is taken by blocks that were closed but not yet
 * collected, creating has the JVM collect, as the JDK does for direct buffers, and waits a second at most.
 *
 * <p>Safe for use by several threads as far as the memory itself is: reads and writes of one byte and of aligned
 * numbers through {@link #buf} are whole, everything else needs a lock. What one process wrote before it released a
 * lock, sent a task or returned a result is visible to the one that then acquires it or gets that.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient String name;
    private final transient Path file;
    private final transient long size;
    private final transient boolean track;

    /** The link by which this run holds the block; null if this object has made none. */
    private final transient @Nullable Path link;

    private transient volatile @Nullable Memory memory;

    /** Whether somebody may still have a buffer of it. */
    private transient volatile boolean lent;

    private SharedMemory(String name, Path file, Memory memory, boolean track, @Nullable Path link) {
        this.name = name;
        this.file = file;
        this.size = memory.size();
        this.memory = memory;
        this.track = track;
        this.link = link;
    }

    /**
     * Makes a block with a name of its own.
     *
     * <p>Mirrors {@code SharedMemory(create=True, size=size)}. Does not wait for anybody; takes as long as writing
     * {@code size} bytes. An interrupt changes nothing.
     *
     * @param size how many bytes, at least 1
     * @return the new block, all zeros
     * @throws IllegalArgumentException if {@code size} is less than 1
     * @throws IOException if there is no room for it; nothing has changed then
     */
    public static SharedMemory create(long size) throws IOException {
        return create("krait_" + UUID.randomUUID().toString().replace("-", ""), size);
    }

    /**
     * Makes a block with a given name.
     *
     * <p>Mirrors {@code SharedMemory(name, create=True, size=size)}. Nobody can attach it before all of it is there.
     *
     * @param name its name: at most 200 bytes of UTF-8, without slashes
     * @param size how many bytes, at least 1
     * @return the new block, all zeros
     * @throws IllegalArgumentException if the name cannot be one or {@code size} is less than 1
     * @throws FileAlreadyExistsException if there is something of that name
     * @throws IOException if there is no room for it; nothing has changed then
     */
    public static SharedMemory create(String name, long size) throws IOException {
        return create(name, size, true);
    }

    /**
     * Makes a block with a given name that may outlive this run.
     *
     * <p>Mirrors {@code SharedMemory(name, create=True, size=size, track=track)}.
     *
     * @param name its name: at most 200 bytes of UTF-8, without slashes
     * @param size how many bytes, at least 1
     * @param track whether the block ends with the runs that use it; if not, somebody must {@link #unlink} it
     * @return the new block, all zeros
     * @throws IllegalArgumentException if the name cannot be one or {@code size} is less than 1
     * @throws FileAlreadyExistsException if there is something of that name
     * @throws IOException if there is no room for it; nothing has changed then
     */
    public static SharedMemory create(String name, long size, boolean track) throws IOException {
        checkName(name);
        if (size < 1) {
            throw new IllegalArgumentException("shared memory has at least 1 byte; " + size + " were asked for");
        }
        Path file = SegmentLinks.place().resolve(name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw alreadyThere(file);
        }
        // Filled under a name that nobody looks for and published whole; that first name then is the run's link.
        Path link = SegmentLinks.newLink(name);
        Memory memory = fill(link, size);
        boolean published = false;
        try {
            Files.createLink(file, link);
            published = true;
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(file);
        } finally {
            if (!published) {
                memory.giveBack();
            }
            if (!published || !track) {
                Files.deleteIfExists(link);
            }
        }
        return new SharedMemory(name, file, memory, track, track ? link : null);
    }

    private static Memory fill(Path link, long size) throws IOException {
        try {
            return Memory.createReturnable(link, size);
        } catch (IOException full) {
            return fillWhatIsFreed(link, size, full);
        }
    }

    /** The same once more, if what is closed and not yet collected makes room. */
    private static Memory fillWhatIsFreed(Path link, long size, IOException full) throws IOException {
        IOException refusal = full;
        if (Room.make(SegmentLinks.place(), size)) {
            try {
                return Memory.createReturnable(link, size);
            } catch (IOException stillFull) {
                refusal = stillFull;
            }
        }
        throw new IOException(
                RunFolder.refusal(
                        link,
                        "no room for " + size + " bytes of shared memory in " + SegmentLinks.place() + " ("
                                + refusal.getMessage()
                                + "); make that file system larger (in a container: --shm-size), or share less"),
                refusal);
    }

    private static FileAlreadyExistsException alreadyThere(Path file) {
        return new FileAlreadyExistsException(
                file.toString(), null, "there is something of that name; attach it, unlink it, or take another name");
    }

    /**
     * Attaches a block that somebody has made.
     *
     * <p>Mirrors {@code SharedMemory(name)}. Does not wait. The block may have been made by another run of this user or
     * by Python; what Python made is never removed by a run of ours, unless told to {@link #unlink}.
     *
     * @param name its name
     * @return the block
     * @throws IllegalArgumentException if the name cannot be one
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it cannot be mapped
     */
    public static SharedMemory attach(String name) throws IOException {
        return attach(name, 1);
    }

    /**
     * Attaches a block that must have a certain size.
     *
     * @param name its name
     * @param leastSize how many bytes it must have at least
     * @return the block
     * @throws IllegalArgumentException if the name cannot be one
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it is smaller or cannot be mapped; the message says so
     */
    public static SharedMemory attach(String name, long leastSize) throws IOException {
        return attach(name, leastSize, true);
    }

    /**
     * Attaches a block without keeping it alive.
     *
     * <p>Mirrors {@code SharedMemory(name, track=track)}.
     *
     * @param name its name
     * @param leastSize how many bytes it must have at least
     * @param track whether this run, too, keeps the block from ending
     * @return the block
     * @throws IllegalArgumentException if the name cannot be one
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it is smaller or cannot be mapped; the message says so
     */
    public static SharedMemory attach(String name, long leastSize, boolean track) throws IOException {
        checkName(name);
        Path file = SegmentLinks.place().resolve(name);
        Memory memory;
        try {
            memory = Memory.openReturnable(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    file.toString(), null, "there is no shared memory of that name; was it unlinked?");
        }
        boolean attached = false;
        try {
            if (memory.size() < leastSize) {
                throw new IOException("shared memory " + name + " has " + memory.size() + " bytes, at least "
                        + leastSize + " were asked for");
            }
            var block = new SharedMemory(name, file, memory, track, track ? hold(name, file) : null);
            attached = true;
            return block;
        } finally {
            if (!attached) {
                memory.giveBack();
            }
        }
    }

    /** Links a block of another run into the folder of this one; not one that is ours already, or nobody's. */
    private static @Nullable Path hold(String name, Path file) throws IOException {
        try {
            if (SegmentLinks.count(file) == 1 || SegmentLinks.isHeld(name, file)) {
                return null;
            }
            Path link = SegmentLinks.newLink(name);
            Files.createLink(link, file);
            return link;
        } catch (NoSuchFileException unlinkedMeanwhile) {
            return null;
        }
    }

    private static void checkName(String name) {
        requireNonNull(name, "name");
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > SegmentLinks.LONGEST_NAME) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of shared memory; it takes 1 to "
                    + SegmentLinks.LONGEST_NAME + " bytes of UTF-8 without slashes");
        }
    }

    /**
     * The name by which others can {@link #attach} the block. Known after {@link #close}, too.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * How many bytes the block has. Known after {@link #close}, too.
     *
     * @return the size, exactly as it was asked for
     */
    public long size() {
        return size;
    }

    /**
     * The whole block as a buffer in the byte order of the machine, with a position of its own.
     *
     * <p>Mirrors Python's {@code buf}. A buffer that was obtained before {@link #close} stays usable.
     *
     * @return a new view
     * @throws IllegalStateException if this object is closed, or the block is longer than a buffer can be (2 GiB); use
     *     {@link #buf(long, int)} for those
     */
    public ByteBuffer buf() {
        open();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalStateException("shared memory " + name + " has " + size
                    + " bytes, more than one buffer can hold; use buf(from, length)");
        }
        return lend().slice(0, (int) size);
    }

    /**
     * A part of the block as a buffer in the byte order of the machine.
     *
     * @param from where it begins
     * @param length how many bytes, at most 1 GiB
     * @return a new view
     * @throws IndexOutOfBoundsException if the part does not lie within the block
     * @throws IllegalArgumentException if {@code length} is more than 1 GiB
     * @throws IllegalStateException if this object is closed
     */
    public ByteBuffer buf(long from, int length) {
        open();
        checkRange(from, length);
        if (length > Memory.LONGEST_SLICE) {
            throw new IllegalArgumentException(
                    "a part has at most " + Memory.LONGEST_SLICE + " bytes; " + length + " were asked for");
        }
        return lend().slice(from, length);
    }

    /**
     * For a buffer that is to stay usable. First it is lent, then it is looked whether it is open, and {@link #close} does
     * the two the other way round: so either that sees that it is lent, or this that it is closed.
     */
    private Memory lend() {
        lent = true;
        return open();
    }

    /**
     * Reads a byte.
     *
     * @param at where it lies
     * @return the byte
     * @throws IndexOutOfBoundsException if it does not lie within the block
     * @throws IllegalStateException if this object is closed
     */
    public byte get(long at) {
        Memory mapped = open();
        return mapped.getByte(checked(at));
    }

    /**
     * Writes a byte.
     *
     * @param at where to
     * @param value the byte
     * @throws IndexOutOfBoundsException if it does not lie within the block
     * @throws IllegalStateException if this object is closed
     */
    public void put(long at, byte value) {
        Memory mapped = open();
        mapped.setByte(checked(at), value);
    }

    /**
     * Copies bytes out of the block.
     *
     * @param from where they begin
     * @param into where they go
     * @throws IndexOutOfBoundsException if they do not lie within the block
     * @throws IllegalStateException if this object is closed
     */
    public void read(long from, byte[] into) {
        Memory mapped = open();
        checkRange(from, into.length);
        for (int done = 0; done < into.length; ) {
            int step = Math.min(into.length - done, Memory.LONGEST_SLICE);
            mapped.slice(from + done, step).get(into, done, step);
            done += step;
        }
    }

    /**
     * Copies bytes into the block.
     *
     * @param to where they go
     * @param bytes the bytes
     * @throws IndexOutOfBoundsException if they do not fit
     * @throws IllegalStateException if this object is closed
     */
    public void write(long to, byte[] bytes) {
        Memory mapped = open();
        checkRange(to, bytes.length);
        for (int done = 0; done < bytes.length; ) {
            int step = Math.min(bytes.length - done, Memory.LONGEST_SLICE);
            mapped.slice(to + done, step).put(bytes, done, step);
            done += step;
        }
    }

    private long checked(long at) {
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException(
                    "byte " + at + " does not lie within the " + size + " bytes of " + name);
        }
        return at;
    }

    private void checkRange(long from, int count) {
        if (from < 0 || count < 0 || from > size - count) {
            throw new IndexOutOfBoundsException(
                    count + " bytes from " + from + " on do not lie within the " + size + " bytes of " + name);
        }
    }

    private Memory open() {
        Memory mapped = memory;
        if (mapped == null) {
            throw new IllegalStateException("shared memory " + name + " is closed here; attach it again to use it");
        }
        return mapped;
    }

    /**
     * Ends the use of the block by this object; the block itself stays. Repeatable, does not wait.
     *
     * <p>Mirrors Python's {@code close()}. Buffers that were obtained before stay usable, where Python refuses to close
     * while there are such views; the memory is unmapped when the collector finds that the last of them is no longer
     * reachable. If {@link #buf} was never asked for, the memory is unmapped at once from JDK 22 on, and by the
     * collector before.
     */
    @Override
    public void close() {
        Memory mapped = memory;
        memory = null;
        if (mapped != null && !lent) {
            mapped.giveBack();
        }
    }

    /** Whether this object is closed. */
    boolean isClosed() {
        return memory == null;
    }

    /**
     * Removes the name, so that nobody can attach the block any more; whoever has it goes on, and the memory is free
     * when the last of them is done. May come before or after {@link #close}.
     *
     * <p>Mirrors Python's {@code unlink()}.
     *
     * @throws NoSuchFileException if it was unlinked before
     * @throws IOException if it cannot be removed
     */
    public void unlink() throws IOException {
        try {
            SegmentLinks.unlink(name, file, link);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    file.toString(), null, "there is no shared memory of that name; was it unlinked before?");
        }
    }

    /**
     * Name, size and whether it is closed here.
     *
     * @return such as {@code SharedMemory(psm_1a2b, size=1024)}
     */
    @Override
    public String toString() {
        return "SharedMemory(" + name + ", size=" + size + (isClosed() ? ", closed)" : ")");
    }

    private Object writeReplace() {
        return new Travelling(name, size, track);
    }

    private record Travelling(String name, long size, boolean track) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            try {
                return attach(name, size, track);
            } catch (IOException e) {
                var refusal = new InvalidObjectException(
                        "shared memory " + name + " came with a message and cannot be attached: " + e.getMessage());
                refusal.initCause(e);
                throw refusal;
            }
        }
    }
}
