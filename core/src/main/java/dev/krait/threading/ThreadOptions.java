package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a {@link Thread} is to be made, beyond its target: Python's keyword arguments {@code name}, {@code daemon} and
 * {@code context}, and the choice of a virtual thread.
 *
 * <p>Immutable; each {@code with…} method returns a changed copy.
 *
 * <pre>{@code
 * var poller = new Thread(this::poll, ThreadOptions.defaults().withName("poller").withDaemon(true));
 * }</pre>
 */
public final class ThreadOptions {
    private static final ThreadOptions DEFAULTS = new ThreadOptions(null, null, false, false);

    final @Nullable String name;
    final @Nullable Boolean daemon;
    final boolean virtual;
    final boolean inheritedLocals;

    private ThreadOptions(@Nullable String name, @Nullable Boolean daemon, boolean virtual, boolean inheritedLocals) {
        this.name = name;
        this.daemon = daemon;
        this.virtual = virtual;
        this.inheritedLocals = inheritedLocals;
    }

    /**
     * A platform thread with a name of its own making, the creator's daemon flag, and no inherited thread-locals.
     *
     * @return the defaults
     */
    public static ThreadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Names the thread; names need not be unique.
     *
     * @param name the name; an empty one counts as not given
     * @return a changed copy
     */
    public ThreadOptions withName(String name) {
        return new ThreadOptions(
                requireNonNull(name, "name; an empty one counts as not given").isEmpty() ? null : name,
                daemon,
                virtual,
                inheritedLocals);
    }

    /**
     * Says whether the JVM may end without waiting for the thread; otherwise it takes after the thread that creates it.
     *
     * @param daemon whether it is a daemon
     * @return a changed copy
     * @throws IllegalArgumentException if it is to be virtual and no daemon
     */
    public ThreadOptions withDaemon(boolean daemon) {
        if (virtual && !daemon) {
            throw virtualIsDaemon();
        }
        return new ThreadOptions(name, daemon, virtual, inheritedLocals);
    }

    /**
     * Chooses between a virtual thread and one of the operating system. A virtual thread is always a daemon.
     *
     * @param virtual whether it is a virtual thread
     * @return a changed copy
     * @throws IllegalArgumentException if it is to be virtual and no daemon
     * @throws UnsupportedOperationException if this JVM is older than Java 21; see
     *     {@link Threading#virtualThreadsAvailable}
     */
    public ThreadOptions withVirtual(boolean virtual) {
        if (virtual && Boolean.FALSE.equals(daemon)) {
            throw virtualIsDaemon();
        }
        if (virtual && !JavaThreads.virtualAvailable()) {
            throw JavaThreads.noVirtualThreads();
        }
        return new ThreadOptions(name, daemon, virtual, inheritedLocals);
    }

    /**
     * Says whether the thread starts with copies of the starting thread's {@link InheritableThreadLocal} values. By
     * default it does not, as Python's threads start with an empty context; {@code true} is Python's
     * {@code context=copy_context()}.
     *
     * @param inheritedLocals whether values are inherited
     * @return a changed copy
     */
    public ThreadOptions withInheritedLocals(boolean inheritedLocals) {
        return new ThreadOptions(name, daemon, virtual, inheritedLocals);
    }

    static IllegalArgumentException virtualIsDaemon() {
        return new IllegalArgumentException("a virtual thread is always a daemon, because the JVM never waits for one;"
                + " leave the daemon flag alone, or take a platform thread and join it");
    }

    @Override
    public String toString() {
        return "ThreadOptions[name=" + name + ", daemon=" + daemon + ", virtual=" + virtual + ", inheritedLocals="
                + inheritedLocals + "]";
    }
}
