package dev.krait.multiprocessing.internal.launch;

import org.jspecify.annotations.Nullable;

/** In a worker, the way to the classes of its parent of which only the name is known. */
public abstract class ParentNames {
    private static volatile @Nullable ParentNames here;

    /** For a subclass. */
    protected ParentNames() {}

    /** Lets names that are unknown in this process be looked for in its parent. */
    public static void use(ParentNames names) {
        here = names;
    }

    /** The way to the parent, null in a process that is nobody's worker. */
    static @Nullable ParentNames here() {
        return here;
    }

    /** Finds a class by its name, by the rules that hold in the parent. */
    protected abstract Class<?> find(String name) throws ClassNotFoundException;
}
