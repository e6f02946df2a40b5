package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.arena.Uninterrupted;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped file of 64-bit words, addressed by their byte offset.
 *
 * <p>The file is filled by writing zeros before it is mapped, and never cut while it is: touching a page that a full
 * memory file system cannot give kills the JVM.
 */
public final class Memory {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int STEP = 64 * 1024;

    private final ByteBuffer bytes;

    private Memory(ByteBuffer bytes) {
        this.bytes = bytes;
        this.bytes.order(ByteOrder.nativeOrder());
    }

    /**
     * Makes a file of zeros.
     *
     * @throws FileAlreadyExistsException if there is a file of that name, which stays as it is
     * @throws IOException if there is no room for it; nothing is left behind then
     */
    static void create(Path file, int size) throws IOException {
        // By a stream, which pays no heed to interrupts.
        if (!file.toFile().createNewFile()) {
            throw new FileAlreadyExistsException(file.toString());
        }
        try (var out = new FileOutputStream(file.toFile())) {
            var zeros = new byte[Math.min(STEP, size)];
            for (int written = 0; written < size; written += zeros.length) {
                out.write(zeros, 0, Math.min(zeros.length, size - written));
            }
        } catch (IOException full) {
            Files.deleteIfExists(file);
            throw full;
        }
    }

    /** Maps a file that is there; the mapping lasts until it is garbage. Interrupts stay pending. */
    static Memory map(Path file) throws IOException {
        return Uninterrupted.make(() -> {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return new Memory(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
            }
        });
    }

    int size() {
        return bytes.capacity();
    }

    /** Reads a word; what its writer did before is seen. */
    long get(int at) {
        return (long) WORD.getVolatile(bytes, at);
    }

    /** Reads a word that only this thread, or the holder of a lock that this thread has, may write. */
    long getPlain(int at) {
        return (long) WORD.get(bytes, at);
    }

    /** Writes a word and makes sure that no later read is done before. */
    void set(int at, long value) {
        WORD.setVolatile(bytes, at, value);
    }

    /** Writes a word after everything before; later reads may overtake it. */
    void setRelease(int at, long value) {
        WORD.setRelease(bytes, at, value);
    }

    boolean compareAndSet(int at, long expected, long value) {
        return WORD.compareAndSet(bytes, at, expected, value);
    }

    long getAndSet(int at, long value) {
        return (long) WORD.getAndSet(bytes, at, value);
    }

    long getAndAdd(int at, long delta) {
        return (long) WORD.getAndAdd(bytes, at, delta);
    }

    void setBits(int at, long bits) {
        WORD.getAndBitwiseOr(bytes, at, bits);
    }

    void clearBits(int at, long bits) {
        WORD.getAndBitwiseAnd(bytes, at, ~bits);
    }

    void put(int at, byte[] from, int offset, int length) {
        bytes.put(at, from, offset, length);
    }

    void get(int at, byte[] into, int offset, int length) {
        bytes.get(at, into, offset, length);
    }
}
