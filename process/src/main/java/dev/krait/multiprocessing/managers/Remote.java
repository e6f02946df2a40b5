package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.internal.memory.LazyCleaner;
import dev.krait.multiprocessing.internal.wire.Passage;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reference to an object of a server, counted there until it is dropped; what all proxies are made of. */
@SuppressWarnings("serial") // never travels as itself
final class Remote implements BaseProxy, InvocationHandler {
    private static final long serialVersionUID = 1L;
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static final Object[] NOTHING = {};

    private final transient Link link;
    private final transient long id;
    private final transient String typeId;
    private final transient Kind kind;
    private final transient MethodTable table;
    private final transient Cleaner.Cleanable release;
    private transient volatile boolean dropped;

    /** One that owns one reference, which was counted already. */
    Remote(Link link, long id, String typeId, Kind kind) {
        this.link = link;
        this.id = id;
        this.typeId = typeId;
        this.kind = kind;
        this.table = MethodTable.of(kind.service());
        this.release = CLEANER.get().register(this, new Release(link, id));
    }

    /** Gives the reference back when the proxy is gone; must not know the proxy. */
    private record Release(Link link, long id) implements Runnable {
        @Override
        public void run() {
            link.release(id);
        }
    }

    long id() {
        return id;
    }

    String typeId() {
        return typeId;
    }

    Link link() {
        return link;
    }

    /** What the object is called in messages. */
    String title() {
        return typeId + " " + id;
    }

    /** The proxy that users see. */
    Object show() {
        return kind.show(this);
    }

    /** This as the interface that the server offers. */
    <S> S as(Class<S> service) {
        Class<?>[] interfaces = {service, AutoProxy.class};
        // The JDK's own interfaces have a loader that does not know this library.
        boolean own = Kind.sees(service.getClassLoader());
        ClassLoader loader = own ? service.getClassLoader() : AutoProxy.class.getClassLoader();
        return service.cast(Proxy.newProxyInstance(loader, interfaces, this));
    }

    /** Refuses to be used once it was dropped. */
    private void checkHeld() {
        if (dropped) {
            throw new IllegalStateException("this proxy of " + title() + " was dropped");
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Class<?> owner = method.getDeclaringClass();
        if (owner == Object.class) {
            return switch (method.getName()) {
                case "toString" -> toString();
                case "hashCode" -> hashCode();
                default -> isSame(Objects.requireNonNull(arguments)[0]);
            };
        } else if (owner == AutoProxy.class) {
            return writeReplace();
        } else if (owner == Iterator.class && method.getName().equals("forEachRemaining")) {
            return InvocationHandler.invokeDefault(proxy, method, arguments); // What it does with each is done here.
        }
        return call(table.of(method), arguments == null ? NOTHING : arguments);
    }

    private @Nullable Object call(MethodTable.Entry method, @Nullable Object[] arguments) throws Throwable {
        checkHeld();
        try {
            return link.call(this, method, arguments);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Token token() {
        return new Token(typeId, link.door().address(), id);
    }

    @Override
    public @Nullable Object callMethod(String method, @Nullable Object... arguments) throws Exception {
        MethodTable.Entry entry = table.named(method, arguments.length);
        try {
            return call(entry, arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the call threw neither an Exception nor an Error", e);
        }
    }

    @Override
    public @Nullable Object getValue() {
        checkHeld();
        try {
            return link.inspect(this, Request.VALUE);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String describe() {
        return kind.type().getSimpleName() + "[" + title() + " at "
                + link.door().place() + (dropped ? ", dropped" : "") + "]";
    }

    @Override
    public void drop() {
        dropped = true;
        release.clean();
    }

    /** Whether a proxy stands for the same object. */
    boolean isSame(@Nullable Object other) {
        Remote remote;
        if (other instanceof AutoProxy && Proxy.isProxyClass(other.getClass())) {
            remote = Proxy.getInvocationHandler(other) instanceof Remote handler ? handler : null;
        } else if (other instanceof PlainProxy plain) {
            remote = plain.remote();
        } else {
            remote = other instanceof Remote same ? same : null;
        }
        return remote != null && remote.id == id && remote.link.server().equals(link.server());
    }

    @Override
    public int hashCode() {
        return link.server().hashCode() * 31 + Long.hashCode(id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isSame(other);
    }

    /** The object as text; if it cannot be reached, the proxy's own description. */
    @Override
    public String toString() {
        if (dropped) {
            return describe();
        }
        try {
            return String.valueOf(link.inspect(this, Request.TEXT));
        } catch (ManagerLostException | RemoteException e) {
            return describe() + " (cannot be shown: " + e.getMessage() + ")";
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** What travels instead; thrown to whoever writes it to where it cannot go. */
    Object writeReplace() throws NotSerializableException {
        if (dropped) {
            throw new NotSerializableException("a proxy that was dropped: " + describe());
        }
        Transfer transfer = Transfer.current();
        Class<?> type = kind.type();
        if (transfer != null && transfer.server().equals(link.server())) {
            transfer.hand(id);
            return new ProxyReference(link.server(), id, typeId, type.getName(), null);
        }
        if (transfer != null && !transfer.trusted()) {
            throw new NotSerializableException("a proxy of " + title() + " at "
                    + link.door().place() + " cannot go to another manager over a network");
        }
        Passage passage = Passage.current();
        if (transfer == null && (passage == null || passage.refusal() != null)) {
            throw new NotSerializableException("a proxy can only go to another process of this program, or to its own"
                    + " manager" + (passage == null ? "" : "; " + passage.refusal()));
        }
        try {
            link.pin(id);
        } finally {
            Reference.reachabilityFence(this);
        }
        return new ProxyReference(link.server(), id, typeId, type.getName(), link.door());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a proxy never travels as itself: these bytes were not written by Krait");
    }
}
