package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes values for another process: Java's own value types, collections and lambdas of them in a compact form of ours, between
 * processes of one program its records too, anything else that is {@link java.io.Serializable} as a JDK object stream.
 *
 * <p>The two forms do not mix below one value: as soon as something in a collection is not one of ours, the whole value
 * goes as an object stream, so that identities between its parts survive exactly as the JDK keeps them. In our own form
 * an array, collection, lambda or record that occurs twice is sent once and referred to, so that cycles and shared parts
 * survive too. The exact classes decide: a subclass of {@code ArrayList} is not an {@code ArrayList}.
 *
 * <p>Not thread-safe; one encoder may write many messages one after the other.
 */
public final class ValueEncoder {
    private static final Class<?> LIST_12 = List.of(1).getClass();
    private static final Class<?> LIST_N = List.of().getClass();
    private static final Class<?> SET_12 = Set.of(1).getClass();
    private static final Class<?> SET_N = Set.of().getClass();
    private static final Class<?> MAP_1 = Map.of(1, 1).getClass();
    private static final Class<?> MAP_N = Map.of().getClass();
    private static final Class<?> ARRAYS_AS_LIST = Arrays.asList(1).getClass();

    /** Thrown, without a stack, when a value turns out to need the JDK's object stream. */
    private static final class NotOurs extends Exception {
        private static final long serialVersionUID = 1L;

        NotOurs() {
            super(null, null, false, false);
        }
    }

    private static final ClassRoutes BY_NAME = ClassRoutes.byName(ClassLoader.getSystemClassLoader());

    /** An array of so many bytes follows the message, where there is room for that, which saves copies. */
    private static final int BEHIND = 32 * 1024;

    private final ByteWriter out;
    private final ClassRoutes routes;
    private final @Nullable Set<String> carried;
    private final @Nullable FailureParts failureParts;
    private List<Passage.Passenger> moved = List.of();

    /** The arrays, collections, lambdas and records of the message that is written now; null until the first one. */
    private @Nullable MessageParts parts;

    /** An encoder that appends to a writer, for a process that has all classes of this one. */
    public ValueEncoder(ByteWriter out) {
        this(out, BY_NAME);
    }

    /** An encoder that appends to a writer and says by which routes the reader finds classes. */
    public ValueEncoder(ByteWriter out, ClassRoutes routes) {
        this(out, routes, null, null);
    }

    /** One whose messages are part of another that carries some variables of a shell already. */
    ValueEncoder(ByteWriter out, ClassRoutes routes, @Nullable Set<String> carried) {
        this(out, routes, carried, null);
    }

    /** One that replaces parts of an exception. */
    ValueEncoder(ByteWriter out, ClassRoutes routes, FailureParts failureParts) {
        this(out, routes, null, failureParts);
    }

    private ValueEncoder(
            ByteWriter out, ClassRoutes routes, @Nullable Set<String> carried, @Nullable FailureParts failureParts) {
        this.out = out;
        this.routes = routes;
        this.carried = carried;
        this.failureParts = failureParts;
    }

    /** Whether a function is a lambda that holds no values, so that it can never change. */
    public static boolean capturesNothing(Object function) {
        return PlainLambda.capturesNothing(function);
    }

    /** Whether what a function does may depend on variables of JShell, so that it is to be encoded anew for each use. */
    public static boolean mayReadShellVariables(Object function) {
        return ShellLambda.possibleIn(function);
    }

    /**
     * Appends one value as a message of its own: references inside it never reach outside.
     *
     * @throws IOException if part of the value cannot travel; the writer is then as it was before
     */
    public void encode(@Nullable Object value) throws IOException {
        if (value != null && out.takesBlocks() && putBehind(value)) {
            return;
        }
        int mark = out.size();
        int blocks = out.blocks().size();
        try {
            put(value);
        } catch (NotOurs signal) {
            out.truncate(mark);
            out.keepBlocks(blocks);
            try {
                putJava(value);
            } catch (IOException | RuntimeException | StackOverflowError e) {
                out.truncate(mark);
                throw cannotTravel(value, e);
            }
        } catch (RuntimeException | StackOverflowError e) {
            out.truncate(mark);
            out.keepBlocks(blocks);
            throw cannotTravel(value, e);
        } finally {
            parts = null;
        }
    }

    private void moved(List<Passage.Passenger> departed) {
        if (!departed.isEmpty()) {
            moved = moved.isEmpty()
                    ? departed
                    : Stream.concat(moved.stream(), departed.stream()).toList();
        }
    }

    /** What has moved with what was encoded so far, but for what went by a passage around this; it is forgotten here. */
    public List<Passage.Passenger> takeMoved() {
        List<Passage.Passenger> taken = moved;
        moved = List.of();
        return taken;
    }

    /** Has a value follow the message if it is an array that is large enough. */
    private boolean putBehind(Object value) {
        int tag = PrimitiveArrays.tag(value);
        if (tag == 0) {
            return false;
        }
        var block = Block.of(value);
        if (block.bytes() < BEHIND) {
            return false;
        }
        out.putByte(Tag.BEHIND);
        out.putByte(tag);
        out.putUnsigned(Array.getLength(value));
        out.addBlock(block);
        return true;
    }

    /**
     * Appends one value as a message of its own if it needs no object stream.
     *
     * @return false if it does, or cannot travel at all; the writer is then as it was before
     */
    public boolean encodeOurs(@Nullable Object value) {
        int mark = out.size();
        int blocks = out.blocks().size();
        try {
            put(value);
            return true;
        } catch (NotOurs | RuntimeException | StackOverflowError e) {
            out.truncate(mark);
            out.keepBlocks(blocks);
            return false;
        } finally {
            parts = null;
        }
    }

    private static IOException cannotTravel(@Nullable Object value, Throwable reason) {
        String what = value == null ? "null" : ValueName.of(value);
        if (reason instanceof StackOverflowError) {
            return new IOException(
                    what + " cannot travel to another process: its parts are nested too deeply for the stack of thread "
                            + Thread.currentThread().getName() + "; send a flatter form, such as a list",
                    reason);
        }
        String path = value == null || !(reason instanceof IOException) ? null : CulpritFinder.find(value);
        return new IOException(
                what + " cannot travel to another process: " + (path == null ? reason.toString() : path), reason);
    }

    private void put(@Nullable Object value) throws NotOurs {
        if (value == null) {
            out.putByte(Tag.NULL);
        } else if (value instanceof Integer number) {
            out.putByte(Tag.INTEGER);
            out.putSigned(number);
        } else if (value instanceof String text) {
            out.putByte(Tag.STRING);
            out.putString(text);
        } else if (value instanceof Long number) {
            out.putByte(Tag.LONG);
            out.putSigned(number);
        } else if (value instanceof Double number) {
            out.putByte(Tag.DOUBLE);
            out.putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            out.putByte(truth ? Tag.TRUE : Tag.FALSE);
        } else if (value instanceof Record record) {
            putRecord(record);
        } else if (value.getClass().isArray()) {
            putArray(value);
        } else if (value instanceof Collection<?> collection) {
            putCollection(collection);
        } else if (value instanceof Map<?, ?> map) {
            putMap(map);
        } else {
            putScalar(value);
        }
    }

    private void putScalar(Object value) throws NotOurs {
        if (value instanceof Float number) {
            out.putByte(Tag.FLOAT);
            out.putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Byte number) {
            out.putByte(Tag.BYTE);
            out.putByte(number);
        } else if (value instanceof Short number) {
            out.putByte(Tag.SHORT);
            out.putSigned(number);
        } else if (value instanceof Character character) {
            out.putByte(Tag.CHARACTER);
            out.putUnsigned(character);
        } else if (value.getClass() == BigInteger.class) {
            out.putByte(Tag.BIG_INTEGER);
            putBlock(((BigInteger) value).toByteArray());
        } else if (value.getClass() == BigDecimal.class) {
            var number = (BigDecimal) value;
            out.putByte(Tag.BIG_DECIMAL);
            putBlock(number.unscaledValue().toByteArray());
            out.putSigned(number.scale());
        } else if (value instanceof UUID uuid) {
            out.putByte(Tag.UUID);
            out.putLong(uuid.getMostSignificantBits());
            out.putLong(uuid.getLeastSignificantBits());
        } else if (value instanceof Enum<?> constant && isAtHome(constant.getDeclaringClass())) {
            out.putByte(Tag.ENUM);
            out.putString(constant.getDeclaringClass().getName());
            out.putString(constant.name());
        } else {
            putTime(value);
        }
    }

    private boolean isAtHome(Class<?> type) throws NotOurs {
        try {
            return routes.route(type) == ClassRoutes.HOME;
        } catch (IOException e) {
            throw new NotOurs(); // The object stream meets it again and says so.
        }
    }

    private void putTime(Object value) throws NotOurs {
        if (value instanceof Duration duration) {
            out.putByte(Tag.DURATION);
            out.putSigned(duration.getSeconds());
            out.putUnsigned(duration.getNano());
        } else if (value instanceof Instant instant) {
            out.putByte(Tag.INSTANT);
            out.putSigned(instant.getEpochSecond());
            out.putUnsigned(instant.getNano());
        } else if (value instanceof LocalDate date) {
            out.putByte(Tag.LOCAL_DATE);
            out.putSigned(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            out.putByte(Tag.LOCAL_TIME);
            out.putUnsigned(time.toNanoOfDay());
        } else if (value instanceof LocalDateTime dateTime) {
            out.putByte(Tag.LOCAL_DATE_TIME);
            out.putSigned(dateTime.toLocalDate().toEpochDay());
            out.putUnsigned(dateTime.toLocalTime().toNanoOfDay());
        } else {
            putLambda(value);
        }
    }

    private void putLambda(Object value) throws NotOurs {
        SerializedLambda lambda = PlainLambda.parts(value);
        if (lambda == null || carried != null || (routes.carriesShellVariables() && ShellLambda.possibleIn(value))) {
            throw new NotOurs();
        }
        Class<?> home = PlainLambda.home(value, lambda);
        if (home == null) {
            throw new NotOurs();
        }
        MessageParts begun = begun(value, true);
        if (begun == null) {
            return;
        }
        out.putByte(Tag.LAMBDA);
        putRoute(home);
        out.putString(home.getName());
        PlainLambda.Shape shape = PlainLambda.Shape.of(home, lambda);
        shape.put(out);
        RehearsedLambdas.sent(shape, lambda.getCapturedArgCount());
        out.putUnsigned(lambda.getCapturedArgCount());
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            put(lambda.getCapturedArg(i));
        }
        begun.end(value, true);
    }

    private void putRecord(Record value) throws NotOurs {
        PlainRecord type = routes.sameProgram() ? PlainRecord.toSend(value.getClass()) : null;
        if (type == null) {
            throw new NotOurs();
        }
        if (type.isScalar() && parts == null) {
            // It is the whole message: a record that held it would be a part already. So nothing will refer to it.
            out.putByte(Tag.RECORD);
            putRecordClass(type, 0);
            putComponents(type, value);
            return;
        }
        MessageParts begun = begun(value, true);
        if (begun == null) {
            return;
        }
        out.putByte(Tag.RECORD);
        putRecordClass(type, begun.numberOf(type));
        putComponents(type, value);
        begun.end(value, true);
    }

    private void putRecordClass(PlainRecord type, int number) throws NotOurs {
        out.putUnsigned(number);
        if (number == 0) {
            putRoute(type.type());
            out.putBytes(type.signature(), 0, type.signature().length);
        }
    }

    private void putRoute(Class<?> type) throws NotOurs {
        try {
            out.putUnsigned(routes.route(type));
        } catch (IOException e) {
            throw new NotOurs(); // The object stream meets it again and says so.
        }
    }

    private void putComponents(PlainRecord type, Record value) throws NotOurs {
        for (int i = 0; i < type.size(); i++) {
            if (type.isPrimitive(i)) {
                type.putPrimitive(out, value, i);
            } else {
                put(type.get(value, i));
            }
        }
    }

    private void putBlock(byte[] block) {
        out.putUnsigned(block.length);
        out.putBytes(block, 0, block.length);
    }

    /**
     * The parts of this message, among which one begins that comes for the first time.
     *
     * @param whole whether the reader builds it only when it has all that it holds
     * @return null if it came before, and a reference was written
     */
    private @Nullable MessageParts begun(Object part, boolean whole) throws NotOurs {
        if (parts == null) {
            parts = new MessageParts();
        }
        int number = parts.begin(part, whole);
        if (number == MessageParts.FIRST) {
            return parts;
        }
        if (number == MessageParts.UNFINISHED) {
            throw new NotOurs(); // It contains itself in a way that cannot be built in order.
        }
        out.putByte(Tag.REFERENCE);
        out.putUnsigned(number);
        return null;
    }

    private void putArray(Object array) throws NotOurs {
        MessageParts begun = begun(array, false);
        if (begun == null) {
            return;
        }
        if (array.getClass() == String[].class || array.getClass() == Object[].class) {
            var elements = (@Nullable Object[]) array;
            begin(array.getClass() == String[].class ? Tag.STRINGS : Tag.OBJECTS, elements.length);
            for (Object element : elements) {
                put(element);
            }
        } else if (PrimitiveArrays.tag(array) == 0) {
            putArrays((@Nullable Object[]) array);
        } else if (!out.takesBlocksWithin() || !putBehind(array)) {
            PrimitiveArrays.put(out, PrimitiveArrays.tag(array), array, Array.getLength(array));
        }
        begun.end(array, false);
    }

    /** Arrays of arrays, as long as numbers, characters or truths are in the innermost ones. */
    private void putArrays(@Nullable Object[] arrays) throws NotOurs {
        int depth = 0;
        Class<?> innermost = arrays.getClass();
        while (innermost.getComponentType().isArray()) {
            innermost = innermost.getComponentType();
            depth++;
        }
        int tag = PrimitiveArrays.tagOf(innermost);
        if (tag == 0 || depth > Byte.MAX_VALUE) {
            throw new NotOurs();
        }
        out.putByte(Tag.ARRAYS);
        out.putByte(tag);
        out.putByte(depth);
        out.putUnsigned(arrays.length);
        for (Object array : arrays) {
            put(array);
        }
    }

    private void begin(int tag, int length) {
        out.putByte(tag);
        out.putUnsigned(length);
    }

    private static int collectionTag(Collection<?> collection) throws NotOurs {
        Class<?> type = collection.getClass();
        if (type == ArrayList.class) {
            return Tag.ARRAY_LIST;
        } else if (type == LIST_12 || type == LIST_N) {
            return Tag.LIST_OF;
        } else if (type == HashSet.class) {
            return Tag.HASH_SET;
        } else if (type == ARRAYS_AS_LIST) {
            return Tag.ARRAYS_AS_LIST;
        } else if (type == LinkedList.class) {
            return Tag.LINKED_LIST;
        } else if (type == ArrayDeque.class) {
            return Tag.ARRAY_DEQUE;
        } else if (type == LinkedHashSet.class) {
            return Tag.LINKED_HASH_SET;
        } else if (type == TreeSet.class && ((TreeSet<?>) collection).comparator() == null) {
            return treeOf(collection, Tag.TREE_SET);
        } else if (type == SET_12 || type == SET_N) {
            return Tag.SET_OF;
        }
        throw new NotOurs();
    }

    /** Records are compared by the program's code, which may see things otherwise by now; an object stream does not ask it. */
    private static int treeOf(Collection<?> keys, int tag) throws NotOurs {
        if (!keys.isEmpty() && keys.iterator().next() instanceof Record) {
            throw new NotOurs();
        }
        return tag;
    }

    private void putCollection(Collection<?> collection) throws NotOurs {
        int tag = collectionTag(collection);
        boolean whole = tag == Tag.LIST_OF || tag == Tag.SET_OF || tag == Tag.ARRAYS_AS_LIST;
        MessageParts begun = begun(collection, whole);
        if (begun == null) {
            return;
        }
        begin(tag, collection.size());
        for (Object element : collection) {
            if (element == null && tag == Tag.LIST_OF) {
                throw new NotOurs(); // Stream.toList() shares the class of List.of(), but may hold null.
            }
            put(element);
        }
        begun.end(collection, whole);
    }

    /** There is no way to ask a map for its order; a copy that is looked at twice shows it. */
    @SuppressWarnings("unchecked")
    private static boolean isOrderedByAccess(Map<?, ?> map) {
        var copy = (LinkedHashMap<Object, Object>) ((LinkedHashMap<?, ?>) map).clone();
        copy.clear();
        copy.put(1, 1);
        copy.put(2, 2);
        copy.get(1);
        return copy.keySet().iterator().next().equals(2);
    }

    private void putMap(Map<?, ?> map) throws NotOurs {
        Class<?> type = map.getClass();
        int tag;
        if (type == HashMap.class) {
            tag = Tag.HASH_MAP;
        } else if (type == LinkedHashMap.class) {
            if (isOrderedByAccess(map)) {
                throw new NotOurs(); // Only the object stream can say so.
            }
            tag = Tag.LINKED_HASH_MAP;
        } else if (type == TreeMap.class && ((TreeMap<?, ?>) map).comparator() == null) {
            tag = treeOf(map.keySet(), Tag.TREE_MAP);
        } else if (type == MAP_1 || type == MAP_N) {
            tag = Tag.MAP_OF;
        } else {
            throw new NotOurs();
        }
        boolean whole = tag == Tag.MAP_OF;
        MessageParts begun = begun(map, whole);
        if (begun == null) {
            return;
        }
        begin(tag, map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            put(entry.getKey());
            put(entry.getValue());
        }
        begun.end(map, whole);
    }

    private void putJava(@Nullable Object value) throws IOException {
        int tag = out.reserve(1);
        int header = out.reserve(4);
        Set<String> variables = carried;
        if (variables == null && routes.carriesShellVariables() && ShellLambda.possibleIn(value)) {
            variables = new HashSet<>();
        }
        try (var passage = Passage.begin();
                var objects = new RoutedObjectOutput(new Appender(out), routes, variables, failureParts)) {
            objects.writeObject(value);
            objects.flush();
            passage.depart();
            moved(passage.departed());
            out.array()[tag] = (byte) (objects.allHome() ? Tag.JAVA : Tag.JAVA_ROUTED);
            out.setInt(header, out.size() - header - 4);
            if (!objects.allHome()) {
                objects.putRoutes(out);
            }
        }
    }

    /** The end of the writer as a stream. */
    private static final class Appender extends OutputStream {
        private final ByteWriter out;

        Appender(ByteWriter out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            out.putByte(b);
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            out.putBytes(b, offset, length);
        }
    }
}
