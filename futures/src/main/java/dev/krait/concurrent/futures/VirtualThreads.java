package dev.krait.concurrent.futures;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Virtual threads of Java 21 and later, looked up at run time since this is compiled for 17. */
final class VirtualThreads {
    private static final int FIRST_RELEASE = 21;
    private static final @Nullable Factory FACTORY = find();

    private VirtualThreads() {}

    private record Factory(Method ofVirtual, Method name, Method inherit, Method unstarted) {
        Thread unstarted(String threadName, Runnable work) throws ReflectiveOperationException {
            Object builder = ofVirtual.invoke(null);
            name.invoke(builder, threadName);
            inherit.invoke(builder, false);
            return (Thread) unstarted.invoke(builder, work);
        }
    }

    private static @Nullable Factory find() {
        if (Runtime.version().feature() < FIRST_RELEASE) {
            return null;
        }
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            return new Factory(
                    Thread.class.getMethod("ofVirtual"),
                    builder.getMethod("name", String.class),
                    builder.getMethod("inheritInheritableThreadLocals", boolean.class),
                    builder.getMethod("unstarted", Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static boolean available() {
        return FACTORY != null;
    }

    static void require() {
        if (FACTORY == null) {
            throw new UnsupportedOperationException("virtual threads need Java " + FIRST_RELEASE + " or later; this is "
                    + Runtime.version() + ". Leave withVirtualThreads() out to use platform threads");
        }
    }

    /** An unstarted virtual thread that inherits no thread locals. */
    static Thread unstarted(String name, Runnable work) {
        require();
        Factory factory = FACTORY;
        try {
            if (factory == null) {
                throw new AssertionError("required, yet missing");
            }
            return factory.unstarted(name, work);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the virtual thread " + name + " could not be made", e);
        }
    }
}
