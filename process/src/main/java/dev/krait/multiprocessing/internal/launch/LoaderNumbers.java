package dev.krait.multiprocessing.internal.launch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.wire.ClassRoutes;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders of this process as its workers know them.
 *
 * <p>A worker has the JDK, the class path and the module path of its parent, and this library. Whatever any other loader
 * defines here (a shell's, an application server's, one that reads jars inside a jar) gets that loader's number, by which
 * the worker asks for it. A loader is numbered once and may go all the same.
 */
public final class LoaderNumbers implements ClassRoutes {
    /** For everything that goes to workers or comes from them. */
    public static final LoaderNumbers INSTANCE = new LoaderNumbers();

    private static final ClassRoutes BY_NAME = namesAlone();

    /** The route of each class, or the text of why it cannot be sent. */
    private final ClassValue<Object> known = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            return routeOrRefusal(type);
        }
    };

    @GuardedBy("this")
    private final Map<ClassLoader, Integer> numbers = new WeakHashMap<>();

    /** The loaders by their numbers, which count from one. */
    @GuardedBy("this")
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    private LoaderNumbers() {}

    @Override
    public int route(Class<?> type) throws IOException {
        Object route = known.get(type);
        if (route instanceof Integer number) {
            return number;
        }
        throw new NotSerializableException((String) route);
    }

    private Object routeOrRefusal(Class<?> type) {
        if (type.isArray()) {
            return known.get(type.getComponentType());
        }
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
            return HOME;
        }
        if (type.isHidden()) {
            return type.getName()
                    + ", a hidden class: it was made while the program ran and no other process can load it";
        }
        if (!Proxy.isProxyClass(type) && !hasBytes(type)) {
            return type.getName() + ", which has no class file: its class loader " + loader
                    + " made it while the program ran, and no other process can load it";
        }
        return loader == ClassLoader.getSystemClassLoader() || OwnJars.isOwn(type) ? HOME : number(loader);
    }

    private static boolean hasBytes(Class<?> type) {
        try (InputStream bytes = open(type)) {
            return bytes != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable InputStream open(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String file = type.getName().replace('.', '/') + ".class";
        return loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file);
    }

    /** The class file of a class that is not at home in workers. */
    static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream bytes = open(type)) {
            if (bytes == null) {
                throw new IOException("the class loader of " + type.getName() + " no longer has its class file");
            }
            return bytes.readAllBytes();
        }
    }

    private synchronized int number(ClassLoader loader) {
        Integer number = numbers.get(loader);
        if (number == null) {
            loaders.add(new WeakReference<>(loader));
            number = loaders.size();
            numbers.put(loader, number);
        }
        return number;
    }

    @Override
    public boolean carriesShellVariables() {
        return true;
    }

    @Override
    public boolean sameProgram() {
        return true;
    }

    @Override
    public ClassLoader loader(int route) throws ClassNotFoundException {
        return route == HOME ? ValueDecoder.contextLoader() : sent(route);
    }

    /**
     * For messages between any two processes, which name classes alone: those that are at home, those of loaders whose
     * classes this process has sent, and in a worker those that its parent finds by this rule. Where several loaders have a
     * class of that name, it is the one of the loader that was known first.
     */
    public static ClassRoutes byName() {
        return BY_NAME;
    }

    private static ClassRoutes namesAlone() {
        return new ClassRoutes() {
            @Override
            public int route(Class<?> type) {
                INSTANCE.known.get(type); // So that the class is found again when it comes back.
                return HOME;
            }

            @Override
            public ClassLoader loader(int route) {
                return ValueDecoder.contextLoader();
            }

            @Override
            public Class<?> find(int route, String name) throws ClassNotFoundException {
                try {
                    return INSTANCE.find(HOME, name);
                } catch (ClassNotFoundException e) {
                    for (ClassLoader sent : INSTANCE.allSent()) {
                        try {
                            return Class.forName(name, false, sent);
                        } catch (ClassNotFoundException notThere) {
                            e.addSuppressed(notThere);
                        }
                    }
                    ParentNames parent = ParentNames.here();
                    if (parent == null) {
                        throw e;
                    }
                    return parent.find(name);
                }
            }
        };
    }

    private synchronized List<ClassLoader> allSent() {
        return loaders.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private synchronized ClassLoader sent(int route) throws ClassNotFoundException {
        ClassLoader loader = route <= loaders.size() ? loaders.get(route - 1).get() : null;
        if (loader == null) {
            throw new ClassNotFoundException("the class loader " + route + ", of which a worker has classes, is gone");
        }
        return loader;
    }

    @Override
    public Class<?> find(int route, String name) throws ClassNotFoundException {
        if (route != HOME) {
            return Class.forName(name, false, sent(route));
        }
        // What a worker has at home is here in one of these, but the context loader of a thread may know less.
        Set<ClassLoader> homes = new LinkedHashSet<>();
        homes.add(ValueDecoder.contextLoader());
        homes.add(ClassLoader.getSystemClassLoader());
        homes.add(LoaderNumbers.class.getClassLoader());
        ClassNotFoundException unknown = new ClassNotFoundException(name);
        for (ClassLoader home : homes) {
            try {
                return Class.forName(name, false, home);
            } catch (ClassNotFoundException e) {
                unknown = e;
            }
        }
        throw unknown;
    }
}
