package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Named values in the process of a manager, a {@link dev.krait.multiprocessing.dummy.Namespace} there.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.NamespaceProxy}, whose attributes are read and written by name here; made
 * by {@link SyncManager#namespace()}. Values are copied on their way.
 */
public final class NamespaceProxy extends PlainProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        @Nullable
        Object get(String name);

        void set(String name, @Nullable Object value);

        void delete(String name);
    }

    private final transient Service service;

    NamespaceProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Reads a value: Python's {@code namespace.name}.
     *
     * @param <T> what the caller knows it to be
     * @param name its name
     * @return the value
     * @throws java.util.NoSuchElementException if there is none of that name
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // The caller knows the type.
    public <T extends @Nullable Object> T get(String name) {
        return (T) service.get(requireNonNull(name, "name"));
    }

    /**
     * Writes a value: Python's {@code namespace.name = value}.
     *
     * @param name its name
     * @param value the value
     */
    public void set(String name, @Nullable Object value) {
        service.set(requireNonNull(name, "name"), value);
    }

    /**
     * Removes a value: Python's {@code del namespace.name}.
     *
     * @param name its name
     * @throws java.util.NoSuchElementException if there is none of that name
     */
    public void delete(String name) {
        service.delete(requireNonNull(name, "name"));
    }
}
