package dev.krait.multiprocessing.internal.wire;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A class of records as its components, without an object stream, which costs ten times as much.
 *
 * <p>A record goes and comes as the JDK's serialization has it: its fields are read, not its accessors, which may say
 * something else; its canonical constructor builds it anew, and what that throws is what an object stream would throw. A
 * class that has a say of its own in how it is serialized is none of these, nor is one whose module keeps its fields from us.
 */
final class PlainRecord {
    private static final Object NONE = new Object();

    private static final ClassValue<Object> KNOWN = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            try {
                return isPlain(type) ? new PlainRecord(type) : NONE;
            } catch (ReflectiveOperationException e) {
                return NONE;
            }
        }
    };

    /** Types of components that are never a part to which a message could refer. */
    private static final Set<Class<?>> SCALARS = Set.of(
            Integer.class,
            String.class,
            Long.class,
            Double.class,
            Boolean.class,
            Float.class,
            Byte.class,
            Short.class,
            Character.class,
            UUID.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    private final Class<?> type;
    private final Field[] fields;

    /** For each component the code of its type as a class file has it. */
    private final char[] kinds;

    private final Constructor<?> constructor;

    /** Whether its module lets us read the fields and call the constructor. */
    private final boolean open;

    private final boolean scalar;
    private final byte[] signature;

    private PlainRecord(Class<?> type) throws ReflectiveOperationException {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        fields = new Field[components.length];
        kinds = new char[components.length];
        var types = new Class<?>[components.length];
        boolean allScalar = true;
        var names = new StringBuilder();
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            kinds[i] = types[i].descriptorString().charAt(0);
            fields[i] = type.getDeclaredField(components[i].getName());
            allScalar &= types[i].isPrimitive() || types[i].isEnum() || SCALARS.contains(types[i]);
            names.append(fields[i].getName()).append(types[i].descriptorString());
        }
        constructor = type.getDeclaredConstructor(types);
        open = areAccessible(constructor, fields);
        scalar = allScalar;
        var bytes = new ByteWriter(64);
        bytes.putString(type.getName());
        bytes.putInt(names.toString().hashCode());
        signature = bytes.toByteArray();
    }

    private static boolean areAccessible(Constructor<?> constructor, Field[] fields) {
        boolean all = constructor.trySetAccessible();
        for (Field field : fields) {
            all &= field.trySetAccessible();
        }
        return all;
    }

    private static boolean isPlain(Class<?> type) throws NoSuchFieldException {
        if (!type.isRecord()
                || type.isHidden()
                || !Serializable.class.isAssignableFrom(type)
                || Externalizable.class.isAssignableFrom(type)
                || declares(type, "writeReplace")
                || declares(type, "readResolve")) {
            return false;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            // No Java compiler makes one, but then the JDK leaves it out.
            if (Modifier.isTransient(type.getDeclaredField(component.getName()).getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean declares(Class<?> type, String method) {
        try {
            return type.getDeclaredMethod(method) != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** The class of a record that is to be sent; null if that takes an object stream. */
    static @Nullable PlainRecord toSend(Class<?> type) {
        try {
            return KNOWN.get(type) instanceof PlainRecord plain && plain.open ? plain : null;
        } catch (LinkageError e) {
            return null; // The object stream meets it again and says so.
        }
    }

    /**
     * The class of a record that was received, which nobody but we could have sent.
     *
     * @throws InvalidClassException if it is no class of records, or one that has a say in how it is serialized
     * @throws LinkageError if a class that it mentions is missing
     */
    static PlainRecord received(Class<?> type) throws InvalidClassException {
        if (KNOWN.get(type) instanceof PlainRecord plain) {
            return plain;
        }
        throw new InvalidClassException(type.getName(), "it is not a record whose components say all");
    }

    /** The class itself. */
    Class<?> type() {
        return type;
    }

    /** Its name and what tells its components from those of another version of it. */
    byte[] signature() {
        return signature;
    }

    /**
     * Makes sure that what follows a class's name was written for the components that it has here.
     *
     * @throws InvalidClassException if it was not
     */
    void checkComponents(ByteReader in) throws InvalidClassException {
        int expected = Primitives.getInt(signature, signature.length - 4);
        if (in.getInt() != expected) {
            throw new InvalidClassException(
                    type.getName(),
                    "its components here are not those of the process that sent it; was it compiled anew while the"
                            + " program ran?");
        }
    }

    /** Whether nothing that its records hold can occur a second time as the same. */
    boolean isScalar() {
        return scalar;
    }

    /** How many components it has. */
    int size() {
        return fields.length;
    }

    /** Whether a component is of a primitive type. */
    boolean isPrimitive(int component) {
        return kinds[component] != 'L' && kinds[component] != '[';
    }

    /** A component of a record. */
    @Nullable
    Object get(Object owner, int component) {
        try {
            return fields[component].get(owner);
        } catch (IllegalAccessException e) {
            throw unreadable(component, e);
        }
    }

    private IllegalStateException unreadable(int component, IllegalAccessException cause) {
        return new IllegalStateException(
                "component " + fields[component].getName() + " of " + type + " can no longer be read", cause);
    }

    /** Writes a component of a primitive type. */
    void putPrimitive(ByteWriter out, Object owner, int component) {
        Field field = fields[component];
        try {
            switch (kinds[component]) {
                case 'I' -> out.putSigned(field.getInt(owner));
                case 'J' -> out.putSigned(field.getLong(owner));
                case 'D' -> out.putLong(Double.doubleToRawLongBits(field.getDouble(owner)));
                case 'F' -> out.putInt(Float.floatToRawIntBits(field.getFloat(owner)));
                case 'Z' -> out.putByte(field.getBoolean(owner) ? 1 : 0);
                case 'B' -> out.putByte(field.getByte(owner));
                case 'S' -> out.putSigned(field.getShort(owner));
                default -> out.putUnsigned(field.getChar(owner));
            }
        } catch (IllegalAccessException e) {
            throw unreadable(component, e);
        }
    }

    /** Reads what {@link #putPrimitive} wrote. */
    Object getPrimitive(ByteReader in, int component) {
        return switch (kinds[component]) {
            case 'I' -> (int) in.getSigned();
            case 'J' -> in.getSigned();
            case 'D' -> Double.longBitsToDouble(in.getLong());
            case 'F' -> Float.intBitsToFloat(in.getInt());
            case 'Z' -> in.getByte() != 0;
            case 'B' -> (byte) in.getByte();
            case 'S' -> (short) in.getSigned();
            default -> (char) in.getUnsigned();
        };
    }

    /**
     * A record of these components.
     *
     * @throws InvalidObjectException if its constructor does not take them
     */
    Object with(@Nullable Object[] components) throws IOException, ClassNotFoundException {
        if (!open) {
            // Another module layer, or no module, let the sender read the fields: the JDK needs no leave.
            return Resolution.of(this, components);
        }
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            Throwable thrown = requireNonNull(e.getCause());
            if (thrown instanceof Error error) {
                throw error;
            }
            throw invalid(thrown);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private static InvalidObjectException invalid(Throwable cause) {
        var invalid = new InvalidObjectException(cause.getMessage());
        invalid.initCause(cause);
        return invalid;
    }

    /**
     * Has the JDK build a record: writes an object stream of it, with numbers in place of the components that are objects,
     * and reads that back.
     */
    private static final class Resolution extends ObjectInputStream {
        private static final int STREAM_HEADER = 4;

        private final PlainRecord plain;
        private final @Nullable Object[] components;

        private Resolution(byte[] stream, PlainRecord plain, @Nullable Object[] components) throws IOException {
            super(new ByteArrayInputStream(stream));
            this.plain = plain;
            this.components = components;
            enableResolveObject(true);
        }

        static Object of(PlainRecord plain, @Nullable Object[] components) throws IOException, ClassNotFoundException {
            try (var in = new Resolution(stream(plain, components), plain, components)) {
                return in.readObject();
            }
        }

        private static byte[] stream(PlainRecord plain, @Nullable Object[] components) throws IOException {
            ObjectStreamClass description = ObjectStreamClass.lookup(plain.type);
            var described = new ByteArrayOutputStream();
            try (var out = new ObjectOutputStream(described)) {
                out.writeObject(description);
            }
            var stream = new ByteArrayOutputStream();
            var out = new DataOutputStream(stream);
            out.write(described.toByteArray(), 0, STREAM_HEADER);
            out.writeByte(TC_OBJECT);
            out.write(described.toByteArray(), STREAM_HEADER, described.size() - STREAM_HEADER);
            for (ObjectStreamField field : description.getFields()) {
                int component = plain.indexOf(field.getName());
                write(out, field.getTypeCode(), component, components[component]);
            }
            return stream.toByteArray();
        }

        private static void write(DataOutputStream out, char kind, int component, @Nullable Object value)
                throws IOException {
            if (value instanceof Character character && kind == 'C') {
                out.writeChar(character);
            } else if (value instanceof Boolean truth && kind == 'Z') {
                out.writeBoolean(truth);
            } else if (value instanceof Number number && kind != 'L' && kind != '[') {
                switch (kind) {
                    case 'I' -> out.writeInt(number.intValue());
                    case 'J' -> out.writeLong(number.longValue());
                    case 'D' -> out.writeDouble(number.doubleValue());
                    case 'F' -> out.writeFloat(number.floatValue());
                    case 'B' -> out.writeByte(number.byteValue());
                    default -> out.writeShort(number.shortValue());
                }
            } else {
                out.writeByte(TC_STRING);
                out.writeUTF(Integer.toString(component));
            }
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            String name = description.getName();
            if (!name.equals(plain.type.getName())) {
                throw new ClassNotFoundException(name); // There is no other in this stream.
            }
            return plain.type;
        }

        @Override
        @SuppressWarnings("NullAway") // null is a value like any other for a record to hold
        protected @Nullable Object resolveObject(Object object) {
            return object instanceof String number ? components[Integer.parseInt(number)] : object;
        }
    }

    private int indexOf(String component) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].getName().equals(component)) {
                return i;
            }
        }
        throw new IllegalStateException(type + " has no component " + component);
    }
}
