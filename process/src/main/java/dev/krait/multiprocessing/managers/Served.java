package dev.krait.multiprocessing.managers;

import org.jspecify.annotations.Nullable;

/**
 * An object in its server.
 *
 * @param service it, with the interface that is offered
 */
record Served(long id, String typeId, Kind kind, TypeOptions options, Object referent, Object service) {
    MethodTable table() {
        return MethodTable.of(kind.service());
    }

    /** Whose turn it is; null if the object sees to that itself. */
    @Nullable
    Guard guard() {
        return service instanceof Guarded guarded ? guarded.guard() : null;
    }

    /** The object as text. */
    String text() {
        return service instanceof Snapshot snapshot ? snapshot.text() : String.valueOf(referent);
    }

    /** What is sent as a copy of the object. */
    @Nullable
    Object copy() {
        return service instanceof Snapshot snapshot ? snapshot.copy() : referent;
    }

    /** Calls a method, and throws what it throws. */
    @Nullable
    Object call(MethodTable.Entry method, @Nullable Object[] arguments) throws Throwable {
        if (!options.exposes(method.name())) {
            throw new RemoteException(
                    "method " + method.name() + " of " + typeId + " " + id + " is not exposed; exposed are "
                            + options.exposed(),
                    "",
                    "");
        }
        try {
            return method.method().invoke(service, arguments);
        } catch (java.lang.reflect.InvocationTargetException e) {
            Throwable thrown = e.getCause();
            throw thrown == null ? e : thrown;
        }
    }
}
