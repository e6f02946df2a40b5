package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;

/**
 * How the two sides of a channel name class loaders to each other: a class in a message is its name and a number.
 *
 * <p>Zero is home: what every process of the program finds by itself, such as the JDK, the class path and this library.
 * Any other number stands for a loader of the parent process, from which a worker has to ask for classes.
 */
public interface ClassRoutes {
    /** Both sides find the class by its name alone. */
    int HOME = 0;

    /**
     * The number of the loader of a class that is to be sent.
     *
     * @throws IOException if the other side could never have this class
     */
    int route(Class<?> type) throws IOException;

    /**
     * The loader that stands for a number that was received; it is asked first for the classes of that number.
     *
     * @throws ClassNotFoundException if it no longer exists
     */
    ClassLoader loader(int route) throws ClassNotFoundException;

    /** Whether lambdas written in JShell take the shell's variables along. */
    default boolean carriesShellVariables() {
        return false;
    }

    /** Whether the other side is a process of the same program, whose classes are those of this one. */
    default boolean sameProgram() {
        return false;
    }

    /**
     * A class that was named by the other side, not initialised.
     *
     * @throws ClassNotFoundException if it does not exist here
     */
    default Class<?> find(int route, String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader(route));
    }

    /** Names alone, found through one loader: for two processes that have the same classes. */
    static ClassRoutes byName(ClassLoader loader) {
        return new ClassRoutes() {
            @Override
            public int route(Class<?> type) {
                return HOME;
            }

            @Override
            public ClassLoader loader(int route) {
                if (route != HOME) {
                    throw new WireException("a message names the class loader " + route
                            + " of another process, where only classes that both have are possible");
                }
                return loader;
            }
        };
    }
}
