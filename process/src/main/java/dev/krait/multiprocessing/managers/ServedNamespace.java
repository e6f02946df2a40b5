package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.dummy.Namespace;
import org.jspecify.annotations.Nullable;

/** Named values in their server. */
final class ServedNamespace implements NamespaceProxy.Service {
    private final Namespace namespace;

    ServedNamespace(Namespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public @Nullable Object get(String name) {
        return namespace.<@Nullable Object>get(name);
    }

    @Override
    public void set(String name, @Nullable Object value) {
        namespace.set(name, value);
    }

    @Override
    public void delete(String name) {
        namespace.delete(name);
    }
}
