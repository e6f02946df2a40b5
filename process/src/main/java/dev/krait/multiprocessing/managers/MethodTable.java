package dev.krait.multiprocessing.managers;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of an interface by numbers that every JVM with the same interface gives them. */
final class MethodTable {
    private static final ClassValue<MethodTable> TABLES = new ClassValue<>() {
        @Override
        protected MethodTable computeValue(Class<?> type) {
            return new MethodTable(type);
        }
    };

    /**
     * A method.
     *
     * @param interruptible whether it declares that an interrupt may end it
     */
    record Entry(int number, Method method, String name, int parameters, boolean interruptible) {}

    private final Class<?> type;
    private final Entry[] entries;
    private final Map<Method, Entry> byMethod = new HashMap<>();
    private final Map<String, Entry> bySignature = new TreeMap<>();

    private MethodTable(Class<?> type) {
        this.type = type;
        var methods = new TreeMap<String, Method>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass() != Object.class) {
                methods.put(signature(method), method);
            }
        }
        entries = new Entry[methods.size()];
        int number = 0;
        for (Map.Entry<String, Method> named : methods.entrySet()) {
            Method method = named.getValue();
            method.trySetAccessible(); // an interface may be package-private
            boolean interruptible = Arrays.stream(method.getExceptionTypes())
                    .anyMatch(thrown -> thrown.isAssignableFrom(InterruptedException.class));
            var entry = new Entry(number, method, method.getName(), method.getParameterCount(), interruptible);
            entries[number++] = entry;
            byMethod.put(method, entry);
            bySignature.put(named.getKey(), entry);
        }
    }

    static MethodTable of(Class<?> type) {
        return TABLES.get(type);
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    /** What tells whether another JVM has the same methods by the same numbers. */
    int checksum() {
        return bySignature.keySet().hashCode();
    }

    Entry of(Method method) {
        Entry entry = byMethod.get(method);
        if (entry == null) {
            // The same method as another interface declares it.
            entry = bySignature.get(signature(method));
        }
        if (entry == null) {
            throw new IllegalArgumentException(type.getTypeName() + " has no method " + method);
        }
        return entry;
    }

    /** The method of a number, null if there is none. */
    @Nullable
    Entry at(long number) {
        return number >= 0 && number < entries.length ? entries[(int) number] : null;
    }

    Entry named(String name, int parameters) {
        for (Entry entry : entries) {
            if (entry.name().equals(name) && entry.parameters() == parameters) {
                return entry;
            }
        }
        throw new IllegalArgumentException(type.getTypeName() + " has no method " + name + " of " + parameters
                + " parameters; it has " + bySignature.keySet());
    }
}
