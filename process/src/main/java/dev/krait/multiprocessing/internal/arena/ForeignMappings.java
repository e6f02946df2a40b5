package dev.krait.multiprocessing.internal.arena;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of files by {@code java.lang.foreign}, which is final since JDK 22.
 *
 * <p>They can be given back. And a JVM makes its first one sooner: there {@code FileChannel.map} makes its buffer by
 * reflection, for which a young JVM spins a dozen classes.
 */
public final class ForeignMappings {
    private static final @Nullable ForeignMappings FOUND = Runtime.version().feature() < 22 ? null : find();

    private final MethodHandle ofAuto;
    private final MethodHandle ofShared;
    private final MethodHandle map;
    private final MethodHandle asByteBuffer;

    private ForeignMappings(MethodHandle ofAuto, MethodHandle ofShared, MethodHandle map, MethodHandle asByteBuffer) {
        this.ofAuto = ofAuto;
        this.ofShared = ofShared;
        this.map = map;
        this.asByteBuffer = asByteBuffer;
    }

    /** This JDK's, null before JDK 22. */
    public static @Nullable ForeignMappings get() {
        return FOUND;
    }

    /** Explicit casts, since those that {@code asType} makes to an interface check the object, by classes to be spun. */
    private static @Nullable ForeignMappings find() {
        try {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodType opener = MethodType.methodType(arena);
            MethodType opens = MethodType.methodType(AutoCloseable.class);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return new ForeignMappings(
                    MethodHandles.explicitCastArguments(lookup.findStatic(arena, "ofAuto", opener), opens),
                    MethodHandles.explicitCastArguments(lookup.findStatic(arena, "ofShared", opener), opens),
                    MethodHandles.explicitCastArguments(
                            lookup.findVirtual(
                                    FileChannel.class,
                                    "map",
                                    MethodType.methodType(
                                            segment, FileChannel.MapMode.class, long.class, long.class, arena)),
                            MethodType.methodType(
                                    Object.class,
                                    FileChannel.class,
                                    FileChannel.MapMode.class,
                                    long.class,
                                    long.class,
                                    AutoCloseable.class)),
                    MethodHandles.explicitCastArguments(
                            lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class)),
                            MethodType.methodType(ByteBuffer.class, Object.class)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** An arena that unmaps what is mapped with it when nobody can reach that any more. */
    AutoCloseable openForCollector() {
        try {
            return (AutoCloseable) ofAuto.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** An arena that unmaps what is mapped with it when it is closed, for all threads. */
    public AutoCloseable open() {
        try {
            return (AutoCloseable) ofShared.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Maps a part of a file for reading and writing. */
    public ByteBuffer map(FileChannel channel, long from, long length, AutoCloseable arena) throws IOException {
        try {
            Object segment = (Object) map.invokeExact(channel, FileChannel.MapMode.READ_WRITE, from, length, arena);
            return (ByteBuffer) asByteBuffer.invokeExact(segment);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        if (e instanceof RuntimeException exception) {
            throw exception;
        } else if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a file was not mapped", e);
    }
}
