package dev.krait.multiprocessing.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A lambda or method reference as what it is made of, without an object stream: that is some ten times as quick, and spares
 * a young process the first use of object streams.
 *
 * <p>It takes the two private methods by which the JDK serializes lambdas: {@code writeReplace} of the lambda's own class,
 * and {@code $deserializeLambda$} of the class that it is written in. Where a module does not let us call them, the object
 * stream does it, here or when it arrives.
 */
final class PlainLambda {
    private static final Object NONE = new Object();

    private static final ClassValue<Object> WRITERS = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            Object writer = type.isHidden() && type.isSynthetic() ? accessible(type, "writeReplace") : null;
            return writer == null ? NONE : writer;
        }
    };

    private static final ClassValue<Object> READERS = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            Method reader = accessible(type, "$deserializeLambda$", SerializedLambda.class);
            try {
                // A handle that is called as what it is: for a call by reflection newer JDKs spin three classes.
                return reader == null ? NONE : MethodHandles.lookup().unreflect(reader);
            } catch (IllegalAccessException e) {
                return NONE;
            }
        }
    };

    private PlainLambda() {}

    private static @Nullable Method accessible(Class<?> type, String name, Class<?>... parameters) {
        try {
            Method method = type.getDeclaredMethod(name, parameters);
            return method.trySetAccessible() ? method : null;
        } catch (NoSuchMethodException | LinkageError e) {
            return null;
        }
    }

    /** Whether a function is a lambda that holds no values, so that it can never change. */
    static boolean capturesNothing(Object function) {
        // Its fields say so: its module need not let us call anything.
        Class<?> type = function.getClass();
        return type.isHidden()
                && type.isSynthetic()
                && function instanceof Serializable
                && Arrays.stream(type.getDeclaredFields()).allMatch(field -> Modifier.isStatic(field.getModifiers()));
    }

    /** What a lambda is made of; null if the object is none, or its module keeps that for itself. */
    static @Nullable SerializedLambda parts(Object object) {
        if (!(WRITERS.get(object.getClass()) instanceof Method writer)) {
            return null;
        }
        try {
            return writer.invoke(object) instanceof SerializedLambda lambda ? lambda : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    /** The class that a lambda is written in; null if that cannot rebuild it for us. */
    static @Nullable Class<?> home(Object object, SerializedLambda lambda) {
        try {
            Class<?> home = Class.forName(
                    lambda.getCapturingClass().replace('/', '.'),
                    false,
                    object.getClass().getClassLoader());
            return READERS.get(home) == NONE ? null : home;
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** What a lambda is made of but the captured values. */
    record Shape(
            Class<?> home,
            String interfaceClass,
            String interfaceMethod,
            String interfaceSignature,
            int kind,
            String implementationClass,
            String implementationMethod,
            String implementationSignature,
            String instantiatedType) {

        static Shape of(Class<?> home, SerializedLambda lambda) {
            return new Shape(
                    home,
                    lambda.getFunctionalInterfaceClass(),
                    lambda.getFunctionalInterfaceMethodName(),
                    lambda.getFunctionalInterfaceMethodSignature(),
                    lambda.getImplMethodKind(),
                    lambda.getImplClass(),
                    lambda.getImplMethodName(),
                    lambda.getImplMethodSignature(),
                    lambda.getInstantiatedMethodType());
        }

        /** Whether a JVM that has made this one has made the other as well. */
        boolean isLike(Shape other) {
            return home == other.home
                    && implementationMethod.equals(other.implementationMethod)
                    && implementationClass.equals(other.implementationClass)
                    && implementationSignature.equals(other.implementationSignature)
                    && interfaceClass.equals(other.interfaceClass)
                    && instantiatedType.equals(other.instantiatedType);
        }

        /** Writes all but the name of the class that it is written in. */
        void put(ByteWriter out) {
            out.putString(interfaceClass);
            out.putString(interfaceMethod);
            out.putString(interfaceSignature);
            out.putByte(kind);
            out.putString(implementationClass);
            out.putString(implementationMethod);
            out.putString(implementationSignature);
            out.putString(instantiatedType);
        }

        /** What {@link #put} wrote. */
        static Shape get(ByteReader in, Class<?> home) {
            return new Shape(
                    home,
                    in.getString(),
                    in.getString(),
                    in.getString(),
                    in.getByte(),
                    in.getString(),
                    in.getString(),
                    in.getString(),
                    in.getString());
        }

        /** The lambda. */
        Object with(@Nullable Object[] captured) throws IOException, ClassNotFoundException {
            if (!(READERS.get(home) instanceof MethodHandle reader)) {
                // The sender's module is open and ours is not: the JDK needs no leave.
                return Resolution.of(lambda(numbers(captured.length)), home, captured);
            }
            try {
                return (Object) reader.invokeExact(lambda(captured));
            } catch (OutOfMemoryError | ExceptionInInitializerError e) {
                throw e; // It concerns more than this lambda.
            } catch (Throwable e) {
                var refusal = new InvalidClassException(
                        home.getName(), "cannot rebuild its lambda " + implementationMethod + ": " + e);
                refusal.initCause(e);
                throw refusal;
            }
        }

        private SerializedLambda lambda(@Nullable Object[] captured) {
            return new SerializedLambda(
                    home,
                    interfaceClass,
                    interfaceMethod,
                    interfaceSignature,
                    kind,
                    implementationClass,
                    implementationMethod,
                    implementationSignature,
                    instantiatedType,
                    captured);
        }

        private static Object[] numbers(int count) {
            var numbers = new Object[count];
            Arrays.setAll(numbers, i -> i);
            return numbers;
        }
    }

    /**
     * Has the JDK rebuild a lambda: writes what it is made of as an object stream, with numbers in place of the captured
     * values, and reads that back.
     */
    private static final class Resolution extends ObjectInputStream {
        private final Class<?> home;
        private final @Nullable Object[] captured;

        private Resolution(byte[] stream, Class<?> home, @Nullable Object[] captured) throws IOException {
            super(new ByteArrayInputStream(stream));
            this.home = home;
            this.captured = captured;
            enableResolveObject(true);
        }

        static Object of(SerializedLambda lambda, Class<?> home, @Nullable Object[] captured)
                throws IOException, ClassNotFoundException {
            var stream = new ByteArrayOutputStream();
            try (var out = new ObjectOutputStream(stream)) {
                out.writeObject(lambda);
            }
            try (var in = new Resolution(stream.toByteArray(), home, captured)) {
                return in.readObject();
            }
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            String name = description.getName();
            return name.equals(home.getName()) ? home : Class.forName(name, false, null);
        }

        @Override
        @SuppressWarnings("NullAway") // null is a value like any other for a lambda to hold
        protected @Nullable Object resolveObject(Object object) {
            return object instanceof Integer number ? captured[number] : object;
        }
    }
}
