package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.dummy.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a type of proxy is made of: the interface that the server offers, how an object gets that interface, and what the user
 * sees of it.
 */
final class Kind {
    /** Gives an object the interface that the server offers for it. */
    private interface Serving {
        Object serve(Object referent);
    }

    private static final Map<String, Kind> BUILT_IN = Stream.of(
                    of(DictProxy.class, DictProxy.Service.class, Map.class, ServedDict::new, DictProxy::new),
                    of(ListProxy.class, ListProxy.Service.class, List.class, ServedList::new, ListProxy::new),
                    of(SetProxy.class, SetProxy.Service.class, Set.class, ServedSet::new, SetProxy::new),
                    of(
                            QueueProxy.class,
                            QueueProxy.Service.class,
                            dev.krait.queue.Queue.class,
                            ServedQueue::new,
                            QueueProxy::new),
                    of(
                            NamespaceProxy.class,
                            NamespaceProxy.Service.class,
                            Namespace.class,
                            ServedNamespace::new,
                            NamespaceProxy::new),
                    of(
                            EventProxy.class,
                            EventProxy.Service.class,
                            dev.krait.threading.Event.class,
                            ServedEvent::new,
                            EventProxy::new),
                    of(
                            BarrierProxy.class,
                            BarrierProxy.Service.class,
                            dev.krait.threading.Barrier.class,
                            ServedBarrier::new,
                            BarrierProxy::new),
                    own(ValueProxy.class, ValueProxy.Service.class, ValueProxy::new),
                    own(ArrayProxy.class, ArrayProxy.Service.class, ArrayProxy::new),
                    own(AcquirerProxy.class, AcquirerProxy.Service.class, AcquirerProxy::new),
                    own(SemaphoreProxy.class, SemaphoreProxy.Service.class, SemaphoreProxy::new),
                    own(ConditionProxy.class, ConditionProxy.Service.class, ConditionProxy::new),
                    own(PoolProxy.class, PoolProxy.Service.class, PoolProxy::new),
                    own(AsyncResultProxy.class, AsyncResultProxy.Service.class, AsyncResultProxy::new))
            .collect(Collectors.toUnmodifiableMap(kind -> kind.type.getName(), kind -> kind));

    private static final ClassValue<Kind> INTERFACES = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            return new Kind(type, type, type, referent -> referent, remote -> remote.as(type));
        }
    };

    private final Class<?> type;
    private final Class<?> service;
    private final Class<?> referent;
    private final Serving serving;
    private final Function<Remote, Object> proxy;

    private Kind(Class<?> type, Class<?> service, Class<?> referent, Serving serving, Function<Remote, Object> proxy) {
        this.type = type;
        this.service = service;
        this.referent = referent;
        this.serving = serving;
        this.proxy = proxy;
    }

    @SuppressWarnings("unchecked")
    private static <R> Kind of(
            Class<?> type,
            Class<?> service,
            Class<R> referent,
            Function<? super R, ?> serving,
            Function<Remote, Object> proxy) {
        return new Kind(type, service, referent, object -> serving.apply((R) object), proxy);
    }

    /** One whose objects only this library makes. */
    private static Kind own(Class<?> type, Class<?> service, Function<Remote, Object> proxy) {
        return new Kind(type, service, service, object -> object, proxy);
    }

    /** The kind of one of this library's proxies, null if the name is another. */
    static @Nullable Kind builtIn(String typeName) {
        return BUILT_IN.get(typeName);
    }

    /** Whether a class is one of this library's proxies. */
    static boolean isProxy(Class<?> type) {
        Kind kind = BUILT_IN.get(type.getName());
        return kind != null && kind.type == type;
    }

    /**
     * The kind of a proxy class or interface.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Kind of(Class<?> type) {
        Kind builtIn = BUILT_IN.get(type.getName());
        if (builtIn != null) {
            return builtIn;
        }
        if (!type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(type.getTypeName() + " is neither an interface nor one of the proxies "
                    + BUILT_IN.keySet().stream().sorted().toList()
                    + "; a manager serves objects by way of an interface");
        }
        return INTERFACES.get(type);
    }

    /** Whether a loader knows this library. */
    static boolean sees(@Nullable ClassLoader loader) {
        if (loader == null) {
            return false;
        }
        try {
            return Class.forName(AutoProxy.class.getName(), false, loader) == AutoProxy.class;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    Class<?> type() {
        return type;
    }

    Class<?> service() {
        return service;
    }

    Object serve(@Nullable Object object) {
        if (!referent.isInstance(object)) {
            throw new IllegalArgumentException("its factory made "
                    + (object == null ? "null" : "a " + object.getClass().getTypeName()) + ", which is no "
                    + referent.getTypeName());
        }
        return serving.serve(referent.cast(object));
    }

    Object show(Remote remote) {
        return proxy.apply(remote);
    }
}
