package dev.krait.threading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** What we need of the JVM's own threads and the JDK at hand may or may not offer: virtual threads, new and recognized. */
final class JavaThreads {
    private static final @Nullable VirtualThreads VIRTUAL = VirtualThreads.find();

    private JavaThreads() {}

    static boolean virtualAvailable() {
        return VIRTUAL != null;
    }

    static java.lang.Thread platform(Thread thread, String name, boolean daemon, boolean inheritLocals) {
        var made = new Platform(thread, name, Threading.currentStackSize(), inheritLocals);
        made.setDaemon(daemon);
        return withContextClassLoader(made, inheritLocals);
    }

    static java.lang.Thread virtual(Thread thread, String name, boolean inheritLocals) {
        if (VIRTUAL == null) {
            throw noVirtualThreads();
        }
        Runnable body = () -> {
            ThreadRegistry.enter(thread);
            thread.live();
        };
        return withContextClassLoader(VIRTUAL.unstarted(body, name, inheritLocals), inheritLocals);
    }

    /** Newer JDKs tie the context class loader to the inherited locals; frameworks need the starter's in any case. */
    private static java.lang.Thread withContextClassLoader(java.lang.Thread made, boolean inheritLocals) {
        if (!inheritLocals) {
            made.setContextClassLoader(java.lang.Thread.currentThread().getContextClassLoader());
        }
        return made;
    }

    static UnsupportedOperationException noVirtualThreads() {
        return new UnsupportedOperationException("virtual threads need Java 21 or newer, this is "
                + Runtime.version().feature() + "; ask Threading.virtualThreadsAvailable() first");
    }

    static boolean isVirtual(java.lang.Thread thread) {
        return VIRTUAL != null && VIRTUAL.isVirtual(thread);
    }

    /**
     * A platform thread that knows whose it is. A thread-local would cost each new thread its first allocation, some
     * percent of what starting it costs.
     */
    static final class Platform extends java.lang.Thread {
        private final Thread thread;

        Platform(Thread thread, String name, long stackSize, boolean inheritLocals) {
            super(null, null, name, stackSize, inheritLocals);
            this.thread = thread;
        }

        Thread thread() {
            return thread;
        }

        @Override
        public void run() {
            thread.live();
        }
    }

    /** Java 21's builder of virtual threads, called by look-up because our classes also load on Java 17. */
    private record VirtualThreads(MethodHandle maker, MethodHandle test) {
        static @Nullable VirtualThreads find() {
            try {
                var lookup = MethodHandles.publicLookup();
                Class<?> builder = Class.forName("java.lang.Thread$Builder");
                Class<?> virtualBuilder = Class.forName("java.lang.Thread$Builder$OfVirtual");
                MethodHandle start =
                        lookup.findStatic(java.lang.Thread.class, "ofVirtual", MethodType.methodType(virtualBuilder));
                MethodHandle name = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
                MethodHandle inherit = lookup.findVirtual(
                        builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class));
                MethodHandle unstarted = lookup.findVirtual(
                        builder, "unstarted", MethodType.methodType(java.lang.Thread.class, Runnable.class));
                MethodHandle test =
                        lookup.findVirtual(java.lang.Thread.class, "isVirtual", MethodType.methodType(boolean.class));
                // (name, inherit, body) -> ofVirtual().name(name).inherit…(inherit).unstarted(body)
                MethodHandle named = MethodHandles.foldArguments(name, start.asType(MethodType.methodType(builder)));
                MethodHandle inheriting = MethodHandles.collectArguments(inherit, 0, named);
                return new VirtualThreads(MethodHandles.collectArguments(unstarted, 0, inheriting), test);
            } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException olderThan21) {
                return null;
            }
        }

        java.lang.Thread unstarted(Runnable body, String name, boolean inheritLocals) {
            try {
                return (java.lang.Thread) maker.invokeExact(name, inheritLocals, body);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("this JDK refused to build a virtual thread", e);
            }
        }

        boolean isVirtual(java.lang.Thread thread) {
            try {
                return (boolean) test.invokeExact(thread);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("this JDK does not tell whether a thread is virtual", e);
            }
        }
    }
}
