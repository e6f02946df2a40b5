package dev.krait.multiprocessing.internal.wire;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes that loaders have given for names. A loader gives the same class for a name as long as it lives, and to look
 * here takes a small part of the microseconds in which the JVM says so.
 */
final class FoundClasses {
    private static final Map<ClassLoader, Map<String, WeakReference<Class<?>>>> BY_LOADER =
            Collections.synchronizedMap(new WeakHashMap<>());

    private FoundClasses() {}

    /**
     * A class that was named by the other side, not initialised.
     *
     * @throws ClassNotFoundException if it does not exist here
     */
    static Class<?> find(ClassRoutes routes, int route, String name) throws ClassNotFoundException {
        ClassLoader loader = routes.loader(route);
        Map<String, WeakReference<Class<?>>> found = BY_LOADER.get(loader);
        WeakReference<Class<?>> known = found == null ? null : found.get(name);
        Class<?> type = known == null ? null : known.get();
        if (type == null) {
            type = routes.find(route, name);
            if (givesItself(loader, name, type)) {
                remember(loader, name, type);
            }
        }
        return type;
    }

    /** Whether the routes had to ask no other loader, which they may not do the next time. */
    private static boolean givesItself(ClassLoader loader, String name, Class<?> type) {
        try {
            return Class.forName(name, false, loader) == type;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void remember(ClassLoader loader, String name, Class<?> type) {
        Map<String, WeakReference<Class<?>>> found = BY_LOADER.get(loader);
        if (found == null) {
            found = new ConcurrentHashMap<>();
            BY_LOADER.put(loader, found); // If two threads do this at once, one of them forgets what it found.
        }
        found.put(name, new WeakReference<>(type));
    }
}
