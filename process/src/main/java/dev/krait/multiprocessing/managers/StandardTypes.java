package dev.krait.multiprocessing.managers;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.dummy.Namespace;
import dev.krait.queue.Queue;
import dev.krait.threading.Barrier;
import dev.krait.threading.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link SyncManager} offers without being told, under Python's names, and what every manager needs for itself. */
final class StandardTypes {
    /** What results become that stay in the server. */
    private static final Map<String, Class<?>> RESULTS =
            Map.of("Iterator", Iterator.class, "Pages", Pages.class, "AsyncResult", AsyncResultProxy.class);

    private static final Map<String, Registration> STANDARD = Map.ofEntries(
            of("dict", DictProxy.class, (Map<?, ?> entries) -> new LinkedHashMap<>(entries)),
            of("list", ListProxy.class, (Collection<?> elements) -> new ArrayList<>(elements)),
            of("set", SetProxy.class, (Collection<?> elements) -> new LinkedHashSet<>(elements)),
            of("Namespace", NamespaceProxy.class, (Map<String, ?> values) -> new Namespace(values)),
            of("Queue", QueueProxy.class, (Integer maxsize) -> new Queue<>(maxsize)),
            of("JoinableQueue", QueueProxy.class, (Integer maxsize) -> new Queue<>(maxsize)),
            of("Lock", AcquirerProxy.class, () -> new ServedLock(false)),
            of("RLock", AcquirerProxy.class, () -> new ServedLock(true)),
            of("Semaphore", SemaphoreProxy.class, (Integer value) -> new ServedSemaphore(value, false)),
            of("BoundedSemaphore", SemaphoreProxy.class, (Integer value) -> new ServedSemaphore(value, true)),
            of("Condition", ConditionProxy.class, StandardTypes::condition),
            of("Event", EventProxy.class, Event::new),
            of("Barrier", BarrierProxy.class, StandardTypes::barrier),
            of("Value", ValueProxy.class, (@Nullable Object value) -> new ValueProxy.Served(value)),
            of(
                    "Array",
                    ArrayProxy.class,
                    (Character code, Collection<?> elements) -> new ArrayProxy.Served(code, elements)),
            of("Pool", PoolProxy.class, StandardTypes::pool));

    private StandardTypes() {}

    private static Map.Entry<String, Registration> of(String typeId, Class<?> type, Function0<?> factory) {
        return entry(typeId, type, new Factory(factory, 0));
    }

    private static <A extends @Nullable Object> Map.Entry<String, Registration> of(
            String typeId, Class<?> type, Function1<A, ?> factory) {
        return entry(typeId, type, new Factory(factory, 1));
    }

    private static <A extends @Nullable Object, B extends @Nullable Object> Map.Entry<String, Registration> of(
            String typeId, Class<?> type, Function2<A, B, ?> factory) {
        return entry(typeId, type, new Factory(factory, 2));
    }

    private static Map.Entry<String, Registration> entry(String typeId, Class<?> type, Factory factory) {
        return Map.entry(typeId, new Registration(type, factory, TypeOptions.defaults()));
    }

    private static ServedCondition condition(@Nullable AcquirerProxy lock) {
        if (lock == null) {
            return new ServedCondition(new ServedLock(true));
        }
        if (lock.remote().link() instanceof LocalLink local
                && local.referent(lock.remote()) instanceof ServedLock served) {
            return new ServedCondition(served);
        }
        throw new IllegalArgumentException("a condition needs a lock or RLock of the same manager, not " + lock);
    }

    private static Barrier barrier(Integer parties, @Nullable Object[] actionAndTimeout) {
        var action = (Action) actionAndTimeout[0];
        var timeout = (Duration) actionAndTimeout[1];
        Runnable runnable = action == null ? null : () -> run(action);
        return new Barrier(parties, runnable, timeout);
    }

    private static void run(Action action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the action of a barrier failed", e);
        }
    }

    private static PoolProxy.Served pool(Integer processes, @Nullable Action initializer) {
        PoolOptions options = PoolOptions.defaults();
        return new PoolProxy.Served(
                new Pool(processes, initializer == null ? options : options.withInitializer(initializer)));
    }

    /**
     * What a name stands for.
     *
     * @param all whether it may be one that only a {@link SyncManager} offers
     * @return null if it stands for nothing
     */
    static @Nullable Registration find(String typeId, boolean all) {
        Class<?> result = RESULTS.get(typeId);
        if (result != null) {
            return new Registration(result, null, TypeOptions.defaults());
        }
        return all ? STANDARD.get(typeId) : null;
    }

    static Map<String, Class<?>> withoutFactory() {
        return RESULTS;
    }
}
