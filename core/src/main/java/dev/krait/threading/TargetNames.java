package dev.krait.threading;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The name of a thread's target, as Python puts it behind the number: the method of a method reference, the method that a
 * lambda stands in, else the class.
 */
final class TargetNames {
    /** One class per lambda or method reference in the source, so each is looked into once. */
    private static final ClassValue<AtomicReference<@Nullable String>> KNOWN = new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable String> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private TargetNames() {}

    static String of(Serializable target) {
        AtomicReference<@Nullable String> known = KNOWN.get(target.getClass());
        String name = known.get();
        if (name == null) {
            name = find(target);
            known.set(name);
        }
        return name;
    }

    private static String find(Serializable target) {
        Class<?> type = target.getClass();
        if (type.isSynthetic()) {
            try {
                Method writeReplace = type.getDeclaredMethod("writeReplace");
                writeReplace.setAccessible(true);
                if (writeReplace.invoke(target) instanceof SerializedLambda lambda) {
                    return method(lambda.getImplMethodName());
                }
            } catch (NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException
                    | RuntimeException notReadable) {
                // A package that is not open keeps its lambdas' names to itself; the class has to do.
                return className(type);
            }
        }
        return className(type);
    }

    /** javac calls the body of a lambda {@code lambda$method$0}. */
    private static String method(String name) {
        String[] parts = name.split("\\$", -1);
        return parts.length >= 3 && parts[0].equals("lambda") ? "lambda in " + parts[1] : name;
    }

    private static String className(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda > 0) {
            name = name.substring(0, lambda);
        }
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
