package dev.krait.multiprocessing.managers;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import org.jspecify.annotations.Nullable;

/** What the proxies have in common that are no collections: two are equal if they stand for the same object. */
abstract class PlainProxy implements BaseProxy {
    private static final long serialVersionUID = 1L;

    private final transient Remote remote;

    PlainProxy(Remote remote) {
        this.remote = remote;
    }

    final Remote remote() {
        return remote;
    }

    @Override
    public final Token token() {
        return remote.token();
    }

    @Override
    public final @Nullable Object callMethod(String method, @Nullable Object... arguments) throws Exception {
        return remote.callMethod(method, arguments);
    }

    @Override
    public final @Nullable Object getValue() {
        return remote.getValue();
    }

    @Override
    public final String describe() {
        return remote.describe();
    }

    @Override
    public final void drop() {
        remote.drop();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return remote.isSame(other);
    }

    @Override
    public final int hashCode() {
        return remote.hashCode();
    }

    /** The object as text, as the server shows it. */
    @Override
    public String toString() {
        return remote.toString();
    }

    final Object writeReplace() throws NotSerializableException {
        return remote.writeReplace();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a proxy never travels as itself: these bytes were not written by Krait");
    }
}
