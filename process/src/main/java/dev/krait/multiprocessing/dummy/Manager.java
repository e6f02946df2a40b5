package dev.krait.multiprocessing.dummy;

import dev.krait.multiprocessing.ThreadPool;
import dev.krait.queue.Queue;
import dev.krait.threading.Barrier;
import dev.krait.threading.BoundedSemaphore;
import dev.krait.threading.Condition;
import dev.krait.threading.Event;
import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import dev.krait.threading.Semaphore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes, under the names of a manager, plain objects that the threads of this process share: Python's
 * {@code multiprocessing.dummy.Manager()}, which is the module itself. There is no server and no proxy; everything that is made
 * here is thread-safe.
 */
public final class Manager implements AutoCloseable {
    /** A manager, which has nothing to start. */
    public Manager() {}

    /**
     * An empty map that keeps the order in which keys came.
     *
     * @param <K> the keys
     * @param <V> the values
     * @return the map; hold its monitor while iterating, see {@link Collections#synchronizedMap}
     */
    public <K, V> Map<K, V> dict() {
        return Collections.synchronizedMap(new LinkedHashMap<>());
    }

    /**
     * A map that keeps the order in which keys came.
     *
     * @param <K> the keys
     * @param <V> the values
     * @param entries what it holds first; copied
     * @return the map; hold its monitor while iterating, see {@link Collections#synchronizedMap}
     */
    public <K, V> Map<K, V> dict(Map<? extends K, ? extends V> entries) {
        return Collections.synchronizedMap(new LinkedHashMap<>(entries));
    }

    /**
     * An empty list.
     *
     * @param <E> the elements
     * @return the list; hold its monitor while iterating, see {@link Collections#synchronizedList}
     */
    public <E> List<E> list() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    /**
     * A list.
     *
     * @param <E> the elements
     * @param elements what it holds first; copied
     * @return the list; hold its monitor while iterating, see {@link Collections#synchronizedList}
     */
    public <E> List<E> list(Collection<? extends E> elements) {
        return Collections.synchronizedList(new ArrayList<>(elements));
    }

    /**
     * An empty set that keeps the order in which elements came.
     *
     * @param <E> the elements
     * @return the set; hold its monitor while iterating, see {@link Collections#synchronizedSet}
     */
    public <E> Set<E> set() {
        return Collections.synchronizedSet(new LinkedHashSet<>());
    }

    /**
     * Named values, none yet.
     *
     * @return the values
     */
    public Namespace namespace() {
        return new Namespace();
    }

    /**
     * A queue without limit.
     *
     * @param <E> the items
     * @return the queue
     */
    public <E extends @Nullable Object> Queue<E> queue() {
        return new Queue<>();
    }

    /**
     * A queue.
     *
     * @param <E> the items
     * @param maxsize how many items have room, zero or less for no limit
     * @return the queue
     */
    public <E extends @Nullable Object> Queue<E> queue(int maxsize) {
        return new Queue<>(maxsize);
    }

    /**
     * A queue without limit, the same as {@link #queue()}.
     *
     * @param <E> the items
     * @return the queue
     */
    public <E extends @Nullable Object> Queue<E> joinableQueue() {
        return new Queue<>();
    }

    /**
     * An unlocked lock.
     *
     * @return the lock
     */
    public Lock lock() {
        return new Lock();
    }

    /**
     * An unlocked lock that its owner may acquire again.
     *
     * @return the lock
     */
    public RLock rLock() {
        return new RLock();
    }

    /**
     * A semaphore.
     *
     * @param value how many permits it has first, at least 0
     * @return the semaphore
     */
    public Semaphore semaphore(int value) {
        return new Semaphore(value);
    }

    /**
     * A semaphore that never has more permits than first.
     *
     * @param value how many permits it has first, at least 0
     * @return the semaphore
     */
    public BoundedSemaphore boundedSemaphore(int value) {
        return new BoundedSemaphore(value);
    }

    /**
     * A condition.
     *
     * @return the condition
     */
    public Condition condition() {
        return new Condition();
    }

    /**
     * A flag that is not set.
     *
     * @return the event
     */
    public Event event() {
        return new Event();
    }

    /**
     * A barrier.
     *
     * @param parties how many have to come, at least 1
     * @return the barrier
     */
    public Barrier barrier(int parties) {
        return new Barrier(parties);
    }

    /**
     * A value.
     *
     * @param <T> its type
     * @param value what it is first
     * @return the value
     */
    public <T extends @Nullable Object> Value<T> value(T value) {
        return new Value<>(value);
    }

    /**
     * A pool of threads.
     *
     * @param processes how many, at least 1
     * @return the pool
     */
    public ThreadPool pool(int processes) {
        return new ThreadPool(processes);
    }

    /** Does nothing: there is no server to end. */
    @Override
    public void close() {
        // Nothing was started.
    }
}
