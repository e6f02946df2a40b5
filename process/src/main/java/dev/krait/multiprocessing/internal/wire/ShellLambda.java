package dev.krait.multiprocessing.internal.wire;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lambda written in JShell, with the values that the shell's variables have when it is sent.
 *
 * <p>A variable of the shell looks like a local one but is a static field, so a lambda does not capture it: in another
 * process it would read the field as it was before the shell assigned it, and silently compute with zero or null. So all
 * variables that the lambda can reach travel with it and are set over there before it runs. Those that cannot travel, such
 * as a pool, are left out; a lambda that uses one meets null.
 */
final class ShellLambda implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String SNIPPET = "REPL.$JShell$";

    private final Object lambda;
    private final Variable[] variables;
    private transient @Nullable ClassRoutes routes;

    /** A variable with its value, which is encoded by itself: it may well be the lambda that reads it. */
    private static final class Variable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Class<?> snippet;
        private final String name;
        private final byte[] value;

        Variable(Class<?> snippet, String name, byte[] value) {
            this.snippet = snippet;
            this.name = name;
            this.value = value;
        }
    }

    /** Encodes the value of a variable, or says by null that it cannot be sent. */
    interface Values {
        byte @Nullable [] encode(@Nullable Object value);
    }

    private ShellLambda(Object lambda, List<Variable> variables) {
        this.lambda = lambda;
        this.variables = variables.toArray(Variable[]::new);
    }

    /** Whether an object's class comes from a shell, or this JVM runs one. */
    static boolean possibleIn(@Nullable Object value) {
        return InShell.JVM || (value != null && value.getClass().getName().startsWith(SNIPPET));
    }

    /** Looked at once. */
    private static final class InShell {
        static final boolean JVM = System.getProperty("sun.java.command", "").contains("jshell");
    }

    /**
     * What to send for a lambda.
     *
     * @param carried the variables that the same message carries already, to which its own are added
     * @param values encodes the value of a variable
     */
    static Object of(SerializedLambda lambda, Set<String> carried, Values values) {
        String capturing = lambda.getCapturingClass().replace('/', '.');
        if (!capturing.startsWith(SNIPPET)) {
            return lambda;
        }
        var fields = new ArrayList<Field>();
        try {
            Class<?> snippet = Class.forName(capturing, false, ValueDecoder.contextLoader());
            for (Class<?> reached : reachable(snippet)) {
                for (Field field : reached.getDeclaredFields()) {
                    int flags = field.getModifiers();
                    if (Modifier.isStatic(flags)
                            && Modifier.isPublic(flags)
                            && !Modifier.isFinal(flags)
                            && carried.add(field.getDeclaringClass().getName() + " " + field.getName())) {
                        fields.add(field);
                    }
                }
            }
            var variables = new ArrayList<Variable>();
            for (Field field : fields) {
                field.setAccessible(true); // Only its class is not public.
                byte[] value = values.encode(field.get(null));
                if (value != null) {
                    variables.add(new Variable(field.getDeclaringClass(), field.getName(), value));
                }
            }
            return variables.isEmpty() ? lambda : new ShellLambda(lambda, variables);
        } catch (ReflectiveOperationException | IOException | LinkageError e) {
            throw new IllegalStateException(
                    "the variables of the shell that a lambda of " + capturing
                            + " uses cannot be read, so they cannot go with it",
                    e);
        }
    }

    /** The snippets whose variables a snippet's code can read, by way of any others, itself included. */
    private static Set<Class<?>> reachable(Class<?> start) throws IOException, ClassNotFoundException {
        Set<Class<?>> found = new HashSet<>();
        var open = new ArrayDeque<Class<?>>();
        open.add(start);
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            if (found.add(next)) {
                for (String name : classesNamedIn(next)) {
                    if (name.startsWith(SNIPPET)) {
                        open.add(Class.forName(name, false, next.getClassLoader()));
                    }
                }
            }
        }
        return found;
    }

    /** The classes that stand in the constant pool of a class file; descriptors of fields and methods are not needed. */
    private static List<String> classesNamedIn(Class<?> type) throws IOException {
        var names = new ArrayList<String>();
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream stream = type.getClassLoader().getResourceAsStream(file)) {
            if (stream == null) {
                return names;
            }
            var in = new DataInputStream(stream);
            in.readLong();
            int count = in.readUnsignedShort();
            var texts = new @Nullable String[count];
            var classes = new ArrayList<Integer>();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts[i] = in.readUTF();
                    case 7 -> classes.add(in.readUnsignedShort());
                    case 5, 6 -> {
                        in.readLong();
                        i++; // Numbers of eight bytes take two places.
                    }
                    case 8, 16, 19, 20 -> in.readUnsignedShort();
                    case 15 -> in.skipNBytes(3);
                    default -> in.readInt();
                }
            }
            for (int at : classes) {
                String name = texts[at];
                if (name != null) {
                    names.add(name.replace('/', '.'));
                }
            }
        }
        return names;
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (in instanceof RoutedObjectInput routed) {
            routes = routed.routes();
        }
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        for (Variable variable : variables) {
            try {
                Field field = variable.snippet.getDeclaredField(variable.name);
                field.setAccessible(true);
                field.set(null, new ValueDecoder(new ByteReader(variable.value), requireNonNull(routes)).decode());
            } catch (ReflectiveOperationException | IOException | RuntimeException e) {
                throw new InvalidObjectException("the shell's variable " + variable.name + " cannot be set here: " + e);
            }
        }
        return lambda;
    }
}
