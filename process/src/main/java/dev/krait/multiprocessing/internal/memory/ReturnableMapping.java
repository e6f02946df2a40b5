package dev.krait.multiprocessing.internal.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that is mapped until it is given back, or until nobody can reach its buffer any more.
 *
 * <p>There are such mappings from JDK 22 on, as segments of a shared {@code Arena}: who touches one that was given back
 * gets an {@link IllegalStateException}. A mapping of an older JDK goes when the collector comes by, and only then.
 */
final class ReturnableMapping {
    private static final @Nullable Arenas ARENAS = Runtime.version().feature() < 22 ? null : Arenas.find();
    private static final LazyCleaner CLEANER = new LazyCleaner();

    private final ByteBuffer buffer;
    private final Cleaner.Cleanable arena;

    private ReturnableMapping(ByteBuffer buffer, Cleaner.Cleanable arena) {
        this.buffer = buffer;
        this.arena = arena;
    }

    static boolean isThere() {
        return ARENAS != null;
    }

    /** Maps for reading and writing; only where {@link #isThere}. */
    static ReturnableMapping map(FileChannel channel, long from, long length) throws IOException {
        if (ARENAS == null) {
            throw new UnsupportedOperationException("mappings can be given back from JDK 22 on");
        }
        AutoCloseable arena = ARENAS.open();
        try {
            ByteBuffer buffer = ARENAS.map(channel, from, length, arena);
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

    /** What {@code java.lang.foreign} has for this, which is final since JDK 22. */
    private record Arenas(MethodHandle ofShared, MethodHandle map, MethodHandle asByteBuffer) {
        static @Nullable Arenas find() {
            try {
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                var lookup = MethodHandles.publicLookup();
                return new Arenas(
                        lookup.findStatic(arena, "ofShared", MethodType.methodType(arena))
                                .asType(MethodType.methodType(AutoCloseable.class)),
                        lookup.findVirtual(
                                        FileChannel.class,
                                        "map",
                                        MethodType.methodType(
                                                segment, FileChannel.MapMode.class, long.class, long.class, arena))
                                .asType(MethodType.methodType(
                                        Object.class,
                                        FileChannel.class,
                                        FileChannel.MapMode.class,
                                        long.class,
                                        long.class,
                                        AutoCloseable.class)),
                        lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                                .asType(MethodType.methodType(ByteBuffer.class, Object.class)));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        AutoCloseable open() {
            try {
                return (AutoCloseable) ofShared.invokeExact();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("an arena did not open", e);
            }
        }

        ByteBuffer map(FileChannel channel, long from, long length, AutoCloseable arena) throws IOException {
            try {
                Object segment = (Object) map.invokeExact(channel, FileChannel.MapMode.READ_WRITE, from, length, arena);
                return (ByteBuffer) asByteBuffer.invokeExact(segment);
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a file was not mapped", e);
            }
        }
    }
}
