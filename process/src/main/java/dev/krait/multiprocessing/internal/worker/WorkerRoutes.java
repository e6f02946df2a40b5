package dev.krait.multiprocessing.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.ParentNames;
import dev.krait.multiprocessing.internal.wire.ClassRoutes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The class loaders of the parent as a worker knows them. */
final class WorkerRoutes extends ParentNames implements ClassRoutes {
    private final ClassRequests requests;

    @GuardedBy("this")
    private final Map<Integer, ParentLoader> loaders = new LinkedHashMap<>();

    /** What asks the parent for classes by their names alone, and gives them to the loaders that have them over there. */
    @GuardedBy("this")
    private @Nullable ParentLoader byName;

    WorkerRoutes(ClassRequests requests) {
        this.requests = requests;
    }

    /** What this worker made itself goes by its name: the parent may have it too. */
    @Override
    public int route(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.getClassLoader() instanceof ParentLoader loader ? loader.route() : HOME;
    }

    @Override
    public ClassLoader loader(int route) {
        return route == HOME ? ClassLoader.getSystemClassLoader() : parentLoader(route);
    }

    @Override
    public boolean sameProgram() {
        return true;
    }

    /** The loader of what was decoded, if it needed one of the parent's. */
    synchronized ClassLoader firstUsed() {
        return loaders.isEmpty()
                ? ClassLoader.getSystemClassLoader()
                : loaders.values().iterator().next();
    }

    @Override
    protected Class<?> find(String name) throws ClassNotFoundException {
        return Class.forName(name, false, byName());
    }

    private synchronized ParentLoader byName() {
        if (byName == null) {
            byName = new ParentLoader(HOME, this, requests);
        }
        return byName;
    }

    synchronized ParentLoader parentLoader(int route) {
        return loaders.computeIfAbsent(route, number -> new ParentLoader(number, this, requests));
    }
}
