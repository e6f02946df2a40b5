package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.Immutable;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BaseManager#register} may be told beyond name, interface and factory: Python's keyword arguments {@code exposed}
 * and {@code method_to_typeid}. Immutable; each {@code with} method returns a changed copy.
 */
@Immutable
public final class TypeOptions implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final TypeOptions DEFAULTS = new TypeOptions(null, Map.of());

    @SuppressWarnings("Immutable") // an unmodifiable set
    private final @Nullable Set<String> exposed;

    @SuppressWarnings("Immutable") // an unmodifiable map
    private final Map<String, String> methodTypes;

    private TypeOptions(@Nullable Set<String> exposed, Map<String, String> methodTypes) {
        this.exposed = exposed;
        this.methodTypes = methodTypes;
    }

    /**
     * All methods of the interface are exposed, and results are copied.
     *
     * @return the defaults
     */
    public static TypeOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Exposes only some methods of the interface; calls of the others fail with {@link RemoteException}.
     *
     * <p>Mirrors Python's {@code exposed}.
     *
     * @param methods their names
     * @return a changed copy
     */
    public TypeOptions withExposed(String... methods) {
        return new TypeOptions(Set.of(methods), methodTypes);
    }

    /**
     * Has what a method returns stay in the server: the caller gets a proxy of it.
     *
     * <p>Mirrors Python's {@code method_to_typeid}.
     *
     * @param method the method's name
     * @param typeId the name under which the type of its result is registered
     * @return a changed copy
     */
    public TypeOptions withMethodType(String method, String typeId) {
        var all = new TreeMap<>(methodTypes);
        all.put(requireNonNull(method, "method"), requireNonNull(typeId, "typeId"));
        return new TypeOptions(exposed, Map.copyOf(all));
    }

    boolean exposes(String method) {
        return exposed == null || exposed.contains(method);
    }

    /** The type whose proxy stands for the result of a method, null if the result is copied. */
    @Nullable
    String typeOf(String method) {
        return methodTypes.get(method);
    }

    @Nullable
    Set<String> exposed() {
        return exposed;
    }

    Map<String, String> methodTypes() {
        return methodTypes;
    }
}
