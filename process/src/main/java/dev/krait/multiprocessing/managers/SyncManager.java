package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Multiprocessing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manager that offers maps, lists, queues, locks and the like.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.SyncManager}. {@link Manager} is one that is started already. Each method
 * makes a new object in the server and gives its proxy, which may be captured by tasks and handed to other processes.
 *
 * <p>What only processes of this program share is faster without a manager: {@link dev.krait.multiprocessing.Lock} and its
 * like can be handed over directly, and lie in memory that the processes share.
 */
public class SyncManager extends BaseManager {
    /** A manager at a private address, for the processes of this program; not started. */
    public SyncManager() {}

    /**
     * A manager; not started.
     *
     * @param options address, key, and what may be received
     */
    public SyncManager(ManagerOptions options) {
        super(options);
    }

    @Override
    final boolean isStandard() {
        return true;
    }

    /**
     * An empty map.
     *
     * @param <K> the keys
     * @param <V> the values
     * @return its proxy
     */
    public final <K, V> DictProxy<K, V> dict() {
        return dict(Map.of());
    }

    /**
     * A map.
     *
     * @param <K> the keys
     * @param <V> the values
     * @param entries what it holds first; copied
     * @return its proxy
     */
    public final <K, V> DictProxy<K, V> dict(Map<? extends K, ? extends V> entries) {
        return make("dict", DictProxy.class, new LinkedHashMap<>(entries));
    }

    /**
     * An empty list.
     *
     * @param <E> the elements
     * @return its proxy
     */
    public final <E> ListProxy<E> list() {
        return list(List.of());
    }

    /**
     * A list.
     *
     * @param <E> the elements
     * @param elements what it holds first; copied
     * @return its proxy
     */
    public final <E> ListProxy<E> list(Collection<? extends E> elements) {
        return make("list", ListProxy.class, new ArrayList<>(elements));
    }

    /**
     * An empty set.
     *
     * @param <E> the elements
     * @return its proxy
     */
    public final <E> SetProxy<E> set() {
        return set(List.of());
    }

    /**
     * A set.
     *
     * @param <E> the elements
     * @param elements what it holds first; copied
     * @return its proxy
     */
    public final <E> SetProxy<E> set(Collection<? extends E> elements) {
        return make("set", SetProxy.class, new ArrayList<>(elements));
    }

    /**
     * Named values, none yet: Python's {@code Namespace()}.
     *
     * @return their proxy
     */
    public final NamespaceProxy namespace() {
        return namespace(Map.of());
    }

    /**
     * Named values: Python's {@code Namespace(**values)}.
     *
     * @param values the first values by their names; copied
     * @return their proxy
     */
    public final NamespaceProxy namespace(Map<String, ? extends @Nullable Object> values) {
        return make("Namespace", NamespaceProxy.class, new LinkedHashMap<>(values));
    }

    /**
     * A queue without limit.
     *
     * @param <E> the items
     * @return its proxy
     */
    public final <E extends @Nullable Object> QueueProxy<E> queue() {
        return queue(0);
    }

    /**
     * A queue.
     *
     * @param <E> the items
     * @param maxsize how many items have room, zero or less for no limit
     * @return its proxy
     */
    public final <E extends @Nullable Object> QueueProxy<E> queue(int maxsize) {
        return make("Queue", QueueProxy.class, maxsize);
    }

    /**
     * A queue without limit, the same as {@link #queue()}.
     *
     * @param <E> the items
     * @return its proxy
     */
    public final <E extends @Nullable Object> QueueProxy<E> joinableQueue() {
        return joinableQueue(0);
    }

    /**
     * A queue, the same as {@link #queue(int)}.
     *
     * @param <E> the items
     * @param maxsize how many items have room, zero or less for no limit
     * @return its proxy
     */
    public final <E extends @Nullable Object> QueueProxy<E> joinableQueue(int maxsize) {
        return make("JoinableQueue", QueueProxy.class, maxsize);
    }

    /**
     * An unlocked lock, which nobody owns.
     *
     * @return its proxy
     */
    public final AcquirerProxy lock() {
        return make("Lock", AcquirerProxy.class);
    }

    /**
     * An unlocked lock that the thread which has it may acquire again: Python's {@code RLock()}.
     *
     * @return its proxy
     */
    public final AcquirerProxy rLock() {
        return make("RLock", AcquirerProxy.class);
    }

    /**
     * A semaphore with one permit.
     *
     * @return its proxy
     */
    public final SemaphoreProxy semaphore() {
        return semaphore(1);
    }

    /**
     * A semaphore.
     *
     * @param value how many permits it has first, at least 0
     * @return its proxy
     * @throws IllegalArgumentException if it is negative
     */
    public final SemaphoreProxy semaphore(int value) {
        return make("Semaphore", SemaphoreProxy.class, value);
    }

    /**
     * A semaphore with one permit that never has more.
     *
     * @return its proxy
     */
    public final SemaphoreProxy boundedSemaphore() {
        return boundedSemaphore(1);
    }

    /**
     * A semaphore that never has more permits than first.
     *
     * @param value how many permits it has first, at least 0
     * @return its proxy
     * @throws IllegalArgumentException if it is negative
     */
    public final SemaphoreProxy boundedSemaphore(int value) {
        return make("BoundedSemaphore", SemaphoreProxy.class, value);
    }

    /**
     * A condition over a new lock that the thread which has it may acquire again.
     *
     * @return its proxy
     */
    public final ConditionProxy condition() {
        return make("Condition", ConditionProxy.class, new @Nullable Object[] {null});
    }

    /**
     * A condition over a lock of this manager.
     *
     * @param lock what {@link #lock} or {@link #rLock} has given
     * @return its proxy
     * @throws IllegalArgumentException if it is something else
     */
    public final ConditionProxy condition(AcquirerProxy lock) {
        return make("Condition", ConditionProxy.class, requireNonNull(lock, "lock"));
    }

    /**
     * A flag that is not set.
     *
     * @return its proxy
     */
    public final EventProxy event() {
        return make("Event", EventProxy.class);
    }

    /**
     * A barrier.
     *
     * @param parties how many have to come, at least 1
     * @return its proxy
     * @throws IllegalArgumentException if it is less than 1
     */
    public final BarrierProxy barrier(int parties) {
        return barrier(parties, null, null);
    }

    /**
     * A barrier with an action.
     *
     * @param parties how many have to come, at least 1
     * @param action what the server runs when all have come; null for nothing
     * @param timeout how long one waits at most, null for ever
     * @return its proxy
     * @throws IllegalArgumentException if {@code parties} is less than 1
     */
    public final BarrierProxy barrier(int parties, @Nullable Action action, @Nullable Duration timeout) {
        return make("Barrier", BarrierProxy.class, parties, new @Nullable Object[] {action, timeout});
    }

    /**
     * A value.
     *
     * @param <T> its type
     * @param value what it is first
     * @return its proxy
     */
    public final <T extends @Nullable Object> ValueProxy<T> value(T value) {
        return make("Value", ValueProxy.class, new @Nullable Object[] {value});
    }

    /**
     * A value: Python's {@code Value(typecode, value)}, which does not enforce the code either.
     *
     * @param <T> its type
     * @param typeCode anything
     * @param value what it is first
     * @return its proxy
     */
    public final <T extends @Nullable Object> ValueProxy<T> value(char typeCode, T value) {
        return value(value);
    }

    /**
     * An array.
     *
     * @param <T> the type of an element
     * @param typeCode the code of that type, as for {@link dev.krait.multiprocessing.RawArray}
     * @param elements what it holds first; copied
     * @return its proxy
     * @throws IllegalArgumentException if there is no such code, or an element is of another type
     */
    public final <T> ArrayProxy<T> array(char typeCode, Collection<? extends T> elements) {
        return make("Array", ArrayProxy.class, typeCode, new ArrayList<>(elements));
    }

    /**
     * A pool of as many workers as this process may use processors.
     *
     * @return its proxy
     */
    public final PoolProxy pool() {
        return pool(Multiprocessing.cpuCount());
    }

    /**
     * A pool of workers, which are children of the server.
     *
     * @param processes how many, at least 1
     * @return its proxy
     * @throws IllegalArgumentException if it is less than 1
     */
    public final PoolProxy pool(int processes) {
        return make("Pool", PoolProxy.class, processes, null);
    }

    /**
     * A pool of workers that run something first.
     *
     * @param processes how many, at least 1
     * @param initializer what each runs first
     * @return its proxy
     * @throws IllegalArgumentException if {@code processes} is less than 1
     */
    public final PoolProxy pool(int processes, Action initializer) {
        return make("Pool", PoolProxy.class, processes, requireNonNull(initializer, "initializer"));
    }
}
