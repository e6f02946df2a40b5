package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * What all proxies have in common: they stand for an object in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.BaseProxy}. The proxies of this package implement it; for a proxy of
 * your own interface, {@link #of} gives it.
 *
 * <p>A proxy may be captured by a task, stored in an object of the same manager, or sent through a pipe of this program: it
 * then stands for the same object there. Python's {@code repr(proxy)}, which describes the proxy, is {@link #describe}, and
 * {@code str(proxy)}, which shows the object, is {@code toString}.
 *
 * <p>All proxies are thread-safe. Calls of several threads run at the same time, each in a thread of the server, so that one
 * that waits holds up nobody. Calls whose Java form declares {@link InterruptedException} end when the calling thread is
 * interrupted, and the server then gives up what it waits for; all others are brought to their end, and keep the flag. What
 * a thread did before a call <i>happens-before</i> what the server does for it, and that before what happens after the
 * call.
 *
 * <p>Every call throws {@link ManagerLostException} if the manager's process has ended, and {@link RemoteException} if the
 * object is gone because its last proxy was dropped. What the object itself throws is thrown here as it is.
 */
public interface BaseProxy extends Serializable {
    /**
     * What this proxy stands for.
     *
     * <p>Mirrors Python's {@code proxy._token}.
     *
     * @return type, address and number
     */
    Token token();

    /**
     * Calls a method by its name.
     *
     * <p>Mirrors Python's {@code BaseProxy._callmethod}. For your own interfaces there is no need of it: call their methods.
     * For the proxies of this package the names are those of their own protocol, which may change.
     *
     * @param method the name of an exposed method, with as many parameters as arguments are given
     * @param arguments what to pass
     * @return what it returned: a copy, or a proxy
     * @throws Exception what it threw
     * @throws IllegalArgumentException if the object has no such method
     */
    @Nullable
    Object callMethod(String method, @Nullable Object... arguments) throws Exception;

    /**
     * A copy of the object itself.
     *
     * <p>Mirrors Python's {@code BaseProxy._getvalue}, which {@code copy.deepcopy(proxy)} gives as well.
     *
     * @return the copy
     * @throws RemoteException if the object cannot travel
     */
    @Nullable
    Object getValue();

    /**
     * Describes the proxy, not the object.
     *
     * <p>Mirrors Python's {@code repr(proxy)}. Does not ask the server.
     *
     * @return such as {@code DictProxy[dict 7 at /tmp/…]}
     */
    String describe();

    /**
     * Lets go of the object; calls through this proxy fail from now on. The object goes when nothing refers to it any more.
     * Without this, a proxy that cannot be reached any more lets go when the garbage collector notices. Does not block, and
     * may be called again.
     */
    void drop();

    /**
     * The common part of a proxy.
     *
     * @param proxy one of this package, or of a registered interface
     * @return its common part
     * @throws IllegalArgumentException if it is no proxy of a manager
     */
    static BaseProxy of(Object proxy) {
        if (requireNonNull(proxy, "proxy") instanceof BaseProxy base) {
            return base;
        }
        if (proxy instanceof AutoProxy && Proxy.getInvocationHandler(proxy) instanceof Remote remote) {
            return remote;
        }
        throw new IllegalArgumentException(
                "a " + proxy.getClass().getTypeName() + " is no proxy of a manager's object");
    }
}
