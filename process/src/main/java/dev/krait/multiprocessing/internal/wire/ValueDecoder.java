package dev.krait.multiprocessing.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that a {@link ValueEncoder} wrote.
 *
 * <p>Not thread-safe; one decoder may read many messages one after the other.
 */
public final class ValueDecoder {
    private final ByteReader in;
    private final ClassRoutes routes;

    /** The arrays, collections, lambdas and records of this message by their numbers, null where one is not built yet. */
    private final ArrayList<@Nullable Object> containers = new ArrayList<>();

    /** The classes of the records of this message, in the order in which it names them; null until the first one. */
    private @Nullable ArrayList<PlainRecord> recordClasses;

    /** What of an object stream is let in; null for a sender that is trusted with everything. */
    private final @Nullable ObjectInputFilter filter;

    /** A decoder that reads on from where a reader stands and finds classes through a loader. */
    public ValueDecoder(ByteReader in, ClassLoader loader) {
        this(in, ClassRoutes.byName(loader));
    }

    /** A decoder that reads on from where a reader stands and finds classes by their routes. */
    public ValueDecoder(ByteReader in, ClassRoutes routes) {
        this(in, routes, null);
    }

    /** A decoder for a sender that is not trusted: every class but those of our own form has to pass a filter. */
    public ValueDecoder(ByteReader in, ClassLoader loader, @Nullable ObjectInputFilter filter) {
        this(in, ClassRoutes.byName(loader), filter);
    }

    /** A decoder that finds classes by their routes and passes those that are not of our own form through a filter. */
    public ValueDecoder(ByteReader in, ClassRoutes routes, @Nullable ObjectInputFilter filter) {
        this.in = in;
        this.routes = routes;
        this.filter = filter;
    }

    /** The loader by which this thread finds the classes of what arrives. */
    public static ClassLoader contextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    /** Whether a value that begins with this byte is an array that follows its message. */
    public static boolean isBehind(byte firstByte) {
        return firstByte == Tag.BEHIND;
    }

    /** Whether a value that begins with this byte is a small one that runs no code but ours when decoded. */
    public static boolean isPlain(byte firstByte) {
        return firstByte <= Tag.LOCAL_DATE_TIME;
    }

    /**
     * Reads one value.
     *
     * @throws IOException if an object stream is broken or refuses
     * @throws ClassNotFoundException if a class of the value is unknown here
     */
    public @Nullable Object decode() throws IOException, ClassNotFoundException {
        try {
            return get();
        } finally {
            // Who keeps this decoder is not to keep what it has read.
            containers.clear();
            recordClasses = null;
        }
    }

    /**
     * Reads one value that {@linkplain #isPlain is plain} or {@linkplain #isBehind lies behind} its message.
     *
     * @throws IOException if what lies behind cannot be read
     */
    public static @Nullable Object decodePlain(ByteReader in) throws IOException {
        int tag = in.getByte();
        return tag == Tag.BEHIND ? in.nextBlock() : getPlain(in, tag);
    }

    private static @Nullable Object getPlain(ByteReader in, int tag) {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.TRUE -> true;
            case Tag.FALSE -> false;
            case Tag.INTEGER -> (int) in.getSigned();
            case Tag.LONG -> in.getSigned();
            case Tag.DOUBLE -> Double.longBitsToDouble(in.getLong());
            case Tag.FLOAT -> Float.intBitsToFloat(in.getInt());
            case Tag.BYTE -> (byte) in.getByte();
            case Tag.SHORT -> (short) in.getSigned();
            case Tag.CHARACTER -> (char) in.getUnsigned();
            case Tag.STRING -> in.getString();
            case Tag.BIG_INTEGER -> new BigInteger(getBlock(in));
            case Tag.BIG_DECIMAL -> new BigDecimal(new BigInteger(getBlock(in)), (int) in.getSigned());
            case Tag.UUID -> new UUID(in.getLong(), in.getLong());
            case Tag.DURATION -> Duration.ofSeconds(in.getSigned(), in.getUnsigned());
            case Tag.INSTANT -> Instant.ofEpochSecond(in.getSigned(), in.getUnsigned());
            case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(in.getSigned());
            case Tag.LOCAL_TIME -> LocalTime.ofNanoOfDay(in.getUnsigned());
            case Tag.LOCAL_DATE_TIME ->
                LocalDateTime.of(LocalDate.ofEpochDay(in.getSigned()), LocalTime.ofNanoOfDay(in.getUnsigned()));
            default -> throw new WireException("a value begins with the unknown tag " + tag);
        };
    }

    private @Nullable Object get() throws IOException, ClassNotFoundException {
        int tag = in.getByte();
        return switch (tag) {
            case Tag.ENUM -> getEnum();
            case Tag.REFERENCE -> getReference();
            case Tag.JAVA, Tag.JAVA_ROUTED -> getJava(tag);
            case Tag.LAMBDA -> getLambda();
            case Tag.RECORD -> getRecord();
            default ->
                tag >= Tag.ARRAY_LIST ? getCollection(tag) : tag >= Tag.BYTES ? getArray(tag) : getPlain(in, tag);
        };
    }

    private static byte[] getBlock(ByteReader in) {
        return in.getBytes(in.getCount(1));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Enum<?> getEnum() throws IOException, ClassNotFoundException {
        Class type = routes.find(ClassRoutes.HOME, in.getString());
        if (!isLetIn(type)) {
            throw new InvalidClassException(type.getName(), "the filter does not let this enum in");
        }
        return Enum.valueOf(type, in.getString());
    }

    private Object getLambda() throws IOException, ClassNotFoundException {
        int number = containers.size();
        containers.add(null);
        Class<?> home = routes.find((int) in.getUnsigned(), in.getString());
        if (!isLetIn(SerializedLambda.class) || !isLetIn(home)) {
            throw new InvalidClassException(home.getName(), "the filter does not let lambdas of this class in");
        }
        PlainLambda.Shape shape = PlainLambda.Shape.get(in, home);
        var captured = new @Nullable Object[in.getCount(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = get();
        }
        Object lambda = shape.with(captured);
        containers.set(number, lambda);
        return lambda;
    }

    private Object getRecord() throws IOException, ClassNotFoundException {
        int number = containers.size();
        containers.add(null);
        PlainRecord type = getRecordClass();
        var components = new @Nullable Object[type.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = type.isPrimitive(i) ? type.getPrimitive(in, i) : get();
        }
        Object made = type.with(components);
        containers.set(number, made);
        return made;
    }

    private PlainRecord getRecordClass() throws IOException, ClassNotFoundException {
        long number = in.getUnsigned();
        if (recordClasses == null) {
            recordClasses = new ArrayList<>(2);
        }
        if (number == 0) {
            PlainRecord named = getNamedRecordClass();
            recordClasses.add(named);
            return named;
        }
        if (number < 0 || number > recordClasses.size()) {
            throw new WireException("a message refers to its class " + number + ", which has not come yet");
        }
        return recordClasses.get((int) number - 1);
    }

    private PlainRecord getNamedRecordClass() throws IOException, ClassNotFoundException {
        Class<?> type = FoundClasses.find(routes, (int) in.getUnsigned(), in.getString());
        if (!isLetIn(type)) {
            throw new InvalidClassException(type.getName(), "the filter does not let this record in");
        }
        PlainRecord plain = PlainRecord.received(type);
        plain.checkComponents(in);
        return plain;
    }

    private boolean isLetIn(Class<?> type) {
        return filter == null || filter.checkInput(new OneClass(type)) == ObjectInputFilter.Status.ALLOWED;
    }

    /** What a filter is told about a value of our own form. */
    private record OneClass(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }

    private Object getReference() {
        long number = in.getUnsigned();
        Object container = number >= 0 && number < containers.size() ? containers.get((int) number) : null;
        if (container == null) {
            throw new WireException("a message refers to its part " + number + ", which has not come yet");
        }
        return container;
    }

    private Object getArray(int tag) throws IOException, ClassNotFoundException {
        int number = containers.size();
        containers.add(null);
        Object array = switch (tag) {
            case Tag.STRINGS -> new String[in.getCount(1)];
            case Tag.OBJECTS -> new Object[in.getCount(1)];
            case Tag.BEHIND -> in.nextBlock();
            case Tag.ARRAYS -> newArrays();
            default -> PrimitiveArrays.get(in, tag);
        };
        containers.set(number, array);
        if (array instanceof @Nullable Object[] elements) {
            for (int i = 0; i < elements.length; i++) {
                elements[i] = get();
            }
        }
        return array;
    }

    private Object newArrays() {
        Class<?> elements = PrimitiveArrays.make(in.getByte(), 0).getClass();
        int depth = in.getByte();
        for (int i = 1; i < depth; i++) {
            elements = elements.arrayType();
        }
        return Array.newInstance(elements, in.getCount(1));
    }

    @SuppressWarnings("JdkObsolete") // A LinkedList arrives as the LinkedList that was sent.
    private Object getCollection(int tag) throws IOException, ClassNotFoundException {
        int size = in.getCount(1);
        return switch (tag) {
            case Tag.ARRAY_LIST -> fill(new ArrayList<>(size), size);
            case Tag.LINKED_LIST -> fill(new LinkedList<>(), size);
            case Tag.ARRAY_DEQUE -> fill(new ArrayDeque<>(), size);
            case Tag.HASH_SET -> fill(new HashSet<>(capacity(size)), size);
            case Tag.LINKED_HASH_SET -> fill(new LinkedHashSet<>(capacity(size)), size);
            case Tag.TREE_SET -> fill(new TreeSet<>(), size);
            case Tag.HASH_MAP -> fill(new HashMap<>(capacity(size)), size);
            case Tag.LINKED_HASH_MAP -> fill(new LinkedHashMap<>(capacity(size)), size);
            case Tag.TREE_MAP -> fill(new TreeMap<>(), size);
            case Tag.LIST_OF, Tag.ARRAYS_AS_LIST, Tag.SET_OF, Tag.MAP_OF -> getUnmodifiable(tag, size);
            default -> throw new WireException("a value begins with the unknown tag " + tag);
        };
    }

    private static int capacity(int size) {
        return (int) Math.min(size * 4L / 3 + 1, Integer.MAX_VALUE);
    }

    private Object fill(Collection<@Nullable Object> collection, int size) throws IOException, ClassNotFoundException {
        containers.add(collection);
        for (int i = 0; i < size; i++) {
            collection.add(get());
        }
        return collection;
    }

    private Object fill(Map<@Nullable Object, @Nullable Object> map, int size)
            throws IOException, ClassNotFoundException {
        containers.add(map);
        for (int i = 0; i < size; i++) {
            Object key = get();
            map.put(key, get());
        }
        return map;
    }

    private Object getUnmodifiable(int tag, int size) throws IOException, ClassNotFoundException {
        int number = containers.size();
        containers.add(null);
        var parts = new @Nullable Object[tag == Tag.MAP_OF ? Math.multiplyExact(size, 2) : size];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = get();
        }
        Object collection = switch (tag) {
            case Tag.LIST_OF -> List.of(parts);
            case Tag.SET_OF -> Set.of(parts);
            case Tag.ARRAYS_AS_LIST -> Arrays.asList(parts);
            default -> {
                var map = new HashMap<@Nullable Object, @Nullable Object>(capacity(size));
                for (int i = 0; i < size; i++) {
                    map.put(parts[2 * i], parts[2 * i + 1]);
                }
                yield Map.copyOf(map);
            }
        };
        containers.set(number, collection);
        return collection;
    }

    private @Nullable Object getJava(int tag) throws IOException, ClassNotFoundException {
        int length = in.getInt();
        int from = in.skip(length);
        int[] noted = null;
        if (tag == Tag.JAVA_ROUTED) {
            noted = new int[in.getCount(1)];
            for (int i = 0; i < noted.length; i++) {
                noted[i] = (int) in.getUnsigned();
            }
        }
        try (var objects = new RoutedObjectInput(new ByteArrayInputStream(in.array(), from, length), routes, noted)) {
            if (filter != null) {
                objects.setObjectInputFilter(filter);
            }
            return objects.readObject();
        }
    }
}
