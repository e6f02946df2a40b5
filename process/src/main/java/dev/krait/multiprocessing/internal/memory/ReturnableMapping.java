package dev.krait.multiprocessing.internal.memory;

import dev.krait.multiprocessing.internal.arena.ForeignMappings;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of a file that is mapped until it is given back, or until nobody can reach its buffer any more.
 *
 * <p>There are such mappings from JDK 22 on, as segments of a shared {@code Arena}: who touches one that was given back
 * gets an {@link IllegalStateException}. A mapping of an older JDK goes when the collector comes by, and only then.
 */
final class ReturnableMapping {
    private static final LazyCleaner CLEANER = new LazyCleaner();

    private final ByteBuffer buffer;
    private final Cleaner.Cleanable arena;

    private ReturnableMapping(ByteBuffer buffer, Cleaner.Cleanable arena) {
        this.buffer = buffer;
        this.arena = arena;
    }

    static boolean isThere() {
        return ForeignMappings.get() != null;
    }

    /** Maps for reading and writing; only where {@link #isThere}. */
    static ReturnableMapping map(FileChannel channel, long from, long length) throws IOException {
        ForeignMappings foreign = ForeignMappings.get();
        if (foreign == null) {
            throw new UnsupportedOperationException("mappings can be given back from JDK 22 on");
        }
        AutoCloseable arena = foreign.open();
        try {
            ByteBuffer buffer = foreign.map(channel, from, length, arena);
            // Slices of the buffer refer to it, so that the arena stays as long as one of them can be reached.
            return new ReturnableMapping(buffer, CLEANER.get().register(buffer, () -> close(arena)));
        } catch (IOException | RuntimeException | Error e) {
            close(arena);
            throw e;
        }
    }

    private static void close(AutoCloseable arena) {
        try {
            arena.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("an arena did not close", e);
        }
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Unmaps it. Repeatable. */
    void giveBack() {
        arena.clean();
    }
}
