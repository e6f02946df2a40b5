package dev.krait.multiprocessing.internal.memory;

import dev.krait.multiprocessing.internal.arena.Uninterrupted;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file in memory, mapped as a whole and addressed by byte; it may be longer than one buffer can be.
 *
 * <p>A mapping goes when the collector finds that nobody can reach it any more, so no access can hit memory that is
 * gone; what was made as returnable can be given back before, on a JDK where an access then fails cleanly. Single reads
 * and writes are atomic, with acquire and release ordering; addresses must be aligned to what is accessed. Who calls
 * checks addresses against the size.
 */
public final class Memory {
    /** What one buffer is good for from any address on; each maps up to twice as much, so that they overlap. */
    public static final int LONGEST_SLICE = 1 << 30;

    private static final int SHIFT = 30;
    private static final int MASK = LONGEST_SLICE - 1;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(256 * 1024).asReadOnlyBuffer();
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final ByteBuffer[] chunks;
    private final ByteBuffer first;
    private final long size;
    private final List<ReturnableMapping> returnable;

    private Memory(ByteBuffer[] chunks, long size, List<ReturnableMapping> returnable) {
        this.chunks = chunks;
        this.first = chunks[0];
        this.size = size;
        this.returnable = returnable;
    }

    /**
     * Makes a file of zeros, for this user alone.
     *
     * <p>The zeros are written, not just the length set: a page that a full file system cannot give would kill the JVM
     * that touches it first. An interrupt of the calling thread changes nothing.
     *
     * @param file a file that does not exist yet
     * @param size its length in bytes, at least 1
     * @throws IOException if there is no room for it; nothing is left behind
     */
    public static Memory create(Path file, long size) throws IOException {
        return create(file, size, false);
    }

    /** The same as memory that can be {@linkplain #giveBack given back}. */
    public static Memory createReturnable(Path file, long size) throws IOException {
        return create(file, size, true);
    }

    private static Memory create(Path file, long size, boolean returnable) throws IOException {
        // Not tried before it is known to fit: to fill the file system takes long, and the room of everybody else.
        long usable = room(file);
        if (size > usable) {
            throw new IOException("No space left on device: " + usable + " bytes are free");
        }
        return Uninterrupted.make(() -> {
            try (var channel = FileChannel.open(file, CREATE, ownerOnly(file))) {
                for (long left = size; left > 0; ) {
                    left -= channel.write(ZEROS.duplicate().limit((int) Math.min(left, ZEROS.capacity())));
                }
                return map(channel, size, returnable);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                Files.deleteIfExists(file);
                throw e;
            }
        });
    }

    /**
     * Maps a file that somebody made, in the length that it has.
     *
     * @throws IOException if it is not there, is no plain file, is empty, or cannot be mapped
     */
    public static Memory open(Path file) throws IOException {
        return open(file, false);
    }

    /** The same as memory that can be {@linkplain #giveBack given back}. */
    public static Memory openReturnable(Path file) throws IOException {
        return open(file, true);
    }

    private static Memory open(Path file, boolean returnable) throws IOException {
        return Uninterrupted.make(() -> {
            try (var channel = FileChannel.open(file, OPEN)) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(file + " is no plain file");
                }
                if (channel.size() == 0) {
                    throw new IOException(file + " is empty: it has never been memory that processes share");
                }
                return map(channel, channel.size(), returnable);
            }
        });
    }

    private static long room(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Long.MAX_VALUE : folder.toFile().getUsableSpace();
    }

    private static Memory map(FileChannel channel, long size, boolean returnable) throws IOException {
        var chunks = new ByteBuffer[(int) ((size + MASK) >>> SHIFT)];
        var mappings = new ArrayList<ReturnableMapping>();
        boolean mapped = false;
        try {
            for (int i = 0; i < chunks.length; i++) {
                long from = (long) i << SHIFT;
                long length = Math.min(size - from, Integer.MAX_VALUE);
                ByteBuffer chunk;
                if (returnable && ReturnableMapping.isThere()) {
                    ReturnableMapping mapping = ReturnableMapping.map(channel, from, length);
                    mappings.add(mapping);
                    chunk = mapping.buffer();
                } else {
                    chunk = channel.map(FileChannel.MapMode.READ_WRITE, from, length);
                }
                chunks[i] = chunk.order(ByteOrder.nativeOrder());
            }
            mapped = true;
            return new Memory(chunks, size, mappings);
        } finally {
            if (!mapped) {
                mappings.forEach(ReturnableMapping::giveBack);
            }
        }
    }

    /**
     * Unmaps what is returnable, with all slices of it; an access then throws {@link IllegalStateException}. Does
     * nothing where the JDK has no such mappings. Repeatable.
     */
    public void giveBack() {
        returnable.forEach(ReturnableMapping::giveBack);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Its length in bytes. */
    public long size() {
        return size;
    }

    /**
     * A part of it as a buffer in native byte order.
     *
     * @param length at most {@link #LONGEST_SLICE}, or the whole of a memory that one buffer can hold
     */
    public ByteBuffer slice(long from, int length) {
        ByteBuffer chunk = length == 0 ? first : at(from);
        return chunk.slice(length == 0 ? 0 : index(from), length).order(ByteOrder.nativeOrder());
    }

    private ByteBuffer at(long address) {
        return chunks.length == 1 ? first : chunks[(int) (address >>> SHIFT)];
    }

    private static int index(long address) {
        return (int) address & MASK;
    }

    /** Reads a byte. */
    public byte getByte(long address) {
        byte value = at(address).get(index(address));
        VarHandle.acquireFence();
        return value;
    }

    /** Writes a byte. */
    public void setByte(long address, byte value) {
        VarHandle.releaseFence();
        at(address).put(index(address), value);
    }

    /** Reads two bytes. */
    public short getShort(long address) {
        return (short) SHORT.getAcquire(at(address), index(address));
    }

    /** Writes two bytes. */
    public void setShort(long address, short value) {
        SHORT.setRelease(at(address), index(address), value);
    }

    /** Reads four bytes. */
    public int getInt(long address) {
        return (int) INT.getAcquire(at(address), index(address));
    }

    /** Writes four bytes. */
    public void setInt(long address, int value) {
        INT.setRelease(at(address), index(address), value);
    }

    /** Reads eight bytes. */
    public long getLong(long address) {
        return (long) LONG.getAcquire(at(address), index(address));
    }

    /** Writes eight bytes. */
    public void setLong(long address, long value) {
        LONG.setRelease(at(address), index(address), value);
    }

    /** Writes eight bytes if they are as expected. */
    public boolean casLong(long address, long expected, long value) {
        return LONG.compareAndSet(at(address), index(address), expected, value);
    }

    /** Writes four bytes if they are as expected. */
    public boolean casInt(long address, int expected, int value) {
        return INT.compareAndSet(at(address), index(address), expected, value);
    }

    /**
     * Writes one or two bytes if they are as expected, by way of the aligned four bytes around them.
     *
     * @param width 1 or 2
     */
    public boolean casSmall(long address, int width, int expected, int value) {
        long word = address & ~3L;
        int place = (int) (address & 3);
        int shift = 8 * (LITTLE ? place : 4 - width - place);
        int mask = (width == 1 ? 0xFF : 0xFFFF) << shift;
        while (true) {
            int seen = (int) INT.getVolatile(at(word), index(word));
            if ((seen & mask) != ((expected << shift) & mask)) {
                return false;
            }
            if (INT.compareAndSet(at(word), index(word), seen, (seen & ~mask) | ((value << shift) & mask))) {
                return true;
            }
        }
    }

    /** Writes zeros. */
    public void clear(long from, long length) {
        for (long done = 0; done < length; ) {
            int step = (int) Math.min(length - done, ZEROS.capacity());
            slice(from + done, step).put(ZEROS.duplicate().limit(step));
            done += step;
        }
    }

    /** Copies bytes to another memory. */
    public void copyTo(long from, Memory target, long to, long length) {
        for (long done = 0; done < length; ) {
            int step = (int) Math.min(length - done, LONGEST_SLICE);
            target.slice(to + done, step).put(slice(from + done, step));
            done += step;
        }
    }
}
