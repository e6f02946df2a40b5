package dev.krait.multiprocessing.internal.wire;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What may be built from bytes that came over a socket: Java's value types and collections, the exceptions of
 * {@code java.lang}, this library's argument tuples, and what the program names. Everything else is refused before any
 * code of its class runs; lambdas, proxies and references to remote objects among it.
 *
 * <p>For one message, since it remembers what it refused.
 */
public final class AllowList implements ObjectInputFilter {
    /** Arrays of so many elements are no harm; collections make their tables somewhat larger than needed. */
    private static final int SMALL = 1024;

    private static final String LIMITS = "maxdepth=64;maxrefs=10000000;";

    /**
     * By package only where a package holds nothing but values; else one by one. What a stand-in in the stream becomes is
     * asked for too, as the enum sets behind {@code EnumSet}.
     */
    private static final String DEFAULT = "java.lang.*;java.math.*;java.time.*;java.time.chrono.*;java.time.zone.*"
            + ";java.net.URI;java.util.AbstractMap$SimpleEntry;java.util.AbstractMap$SimpleImmutableEntry"
            + ";java.util.ArrayDeque;java.util.ArrayList;java.util.Arrays$ArrayList;java.util.BitSet;java.util.CollSer"
            + ";java.util.Collections$*;java.util.Currency;java.util.Date;java.util.EnumMap;java.util.EnumSet$*"
            + ";java.util.HashMap;java.util.HashSet;java.util.IdentityHashMap"
            + ";java.util.ImmutableCollections$*;java.util.JumboEnumSet;java.util.LinkedHashMap;java.util.LinkedHashSet"
            + ";java.util.LinkedList;java.util.Locale;java.util.PriorityQueue;java.util.RegularEnumSet;java.util.Stack"
            + ";java.util.TreeMap;java.util.TreeSet;java.util.UUID;java.util.Vector;java.util.ConcurrentModificationException"
            + ";java.util.EmptyStackException"
            + ";java.util.IllformedLocaleException;java.util.IllegalFormatConversionException;java.util.InputMismatchException;java.util.MissingFormatArgumentException"
            + ";java.util.MissingResourceException"
            + ";java.util.NoSuchElementException;java.util.TooManyListenersException;java.util.UnknownFormatConversionException"
            + ";java.util.concurrent.ArrayBlockingQueue"
            + ";java.util.concurrent.ConcurrentHashMap;java.util.concurrent.ConcurrentHashMap$*"
            + ";java.util.concurrent.ConcurrentLinkedDeque;java.util.concurrent.ConcurrentLinkedQueue"
            + ";java.util.concurrent.CopyOnWriteArrayList;java.util.concurrent.CopyOnWriteArraySet"
            + ";java.util.concurrent.CancellationException;java.util.concurrent.ExecutionException"
            + ";java.util.concurrent.TimeUnit;java.util.concurrent.TimeoutException"
            + ";java.util.concurrent.atomic.AtomicBoolean;java.util.concurrent.atomic.AtomicInteger"
            + ";java.util.concurrent.atomic.AtomicLong;java.util.concurrent.locks.AbstractOwnableSynchronizer"
            + ";java.util.concurrent.locks.AbstractQueuedSynchronizer;java.util.concurrent.locks.ReentrantLock"
            + ";java.util.concurrent.locks.ReentrantLock$*;java.io.IOException;java.io.EOFException"
            + ";dev.krait.function.Args*;dev.krait.multiprocessing.ProcessException"
            + ";dev.krait.multiprocessing.RemoteTraceback"
            + ";dev.krait.multiprocessing.internal.wire.FailureText";

    private final ObjectInputFilter patterns;
    private final String option;
    private final Predicate<Class<?>> also;
    private final long bytes;
    private @Nullable String refused;
    private boolean tooLong;

    private AllowList(ObjectInputFilter patterns, String option, Predicate<Class<?>> also, long bytes) {
        this.patterns = patterns;
        this.option = option;
        this.also = also;
        this.bytes = bytes;
    }

    /**
     * What is always let in, and what the program's patterns let in.
     *
     * @param allowed the patterns, separated by semicolons
     * @param option the method by which the program can name more
     */
    public static AllowList of(String allowed, String option) {
        return of(allowed, option, type -> false);
    }

    /**
     * What is always let in, what the program's patterns let in, and classes that cannot be named.
     *
     * @param also says which classes those are; asked for what stand-ins become
     */
    public static AllowList of(String allowed, String option, Predicate<Class<?>> also) {
        return new AllowList(
                ObjectInputFilter.Config.createFilter(
                        LIMITS + (allowed.isEmpty() ? "" : allowed + ";") + DEFAULT + ";!*"),
                option,
                also,
                Long.MAX_VALUE);
    }

    /**
     * The same list for another message.
     *
     * @param length how many bytes it has, which is more than any of its arrays can have elements
     */
    public AllowList forMessage(int length) {
        return new AllowList(patterns, option, also, length);
    }

    /** Whether an array is announced that cannot be in the message, so that it would take memory for nothing. */
    private boolean isTooLong(FilterInfo info) {
        Class<?> type = info.serialClass();
        long length = info.arrayLength();
        if (length <= SMALL || type == null || !type.isArray()) {
            return false;
        }
        return length > bytes / width(type.getComponentType());
    }

    /** The fewest bytes that an element has in a stream. */
    private static int width(Class<?> type) {
        if (type == long.class || type == double.class) {
            return Long.BYTES;
        } else if (type == int.class || type == float.class) {
            return Integer.BYTES;
        }
        return type == char.class || type == short.class ? Short.BYTES : 1;
    }

    /**
     * Refuses what is no pattern of classes, or would let everything in.
     *
     * @throws IllegalArgumentException if a pattern has no such form
     */
    public static String joined(String... patterns) {
        for (String pattern : patterns) {
            if (!pattern.matches("[\\p{javaJavaIdentifierPart}.]+\\*{0,2}")) {
                throw new IllegalArgumentException("\"" + pattern + "\" is no pattern of classes; allowed are"
                        + " com.example.Order, com.example.* and com.example.**");
            }
        }
        return String.join(";", patterns);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (isTooLong(info)) {
            refused = "an array of " + info.arrayLength() + " elements";
            tooLong = true;
            return Status.REJECTED;
        }
        Status status = patterns.checkInput(info);
        Class<?> type = info.serialClass();
        if (status == Status.REJECTED && type != null && also.test(type)) {
            return Status.ALLOWED;
        }
        if (status == Status.REJECTED && refused == null) {
            refused = type == null ? "a message too deep or with too many parts" : type.getName();
        }
        return status;
    }

    /** Says what was refused and how it can be let in, if something was. */
    public InvalidClassException explain(InvalidClassException plain) {
        if (refused == null) {
            return plain;
        }
        var explained = new InvalidClassException(
                refused,
                tooLong
                        ? "is announced by a message of " + bytes + " bytes, which cannot hold it"
                        : "is not among what this connection lets in; if the other end may be trusted with it, name it"
                                + " with "
                                + option);
        explained.initCause(plain);
        return explained;
    }
}
