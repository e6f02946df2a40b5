package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Args2;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Pool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool of workers that are children of a manager's process: a {@link Pool}.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.PoolProxy}; made by {@link SyncManager#pool}. It lets several processes share
 * one pool; a process that has its own needs no manager. All items of a call travel to the manager at once, and from there
 * to the workers. The pool ends when nobody has a proxy of it any more, nor of a result or iterator that it gave.
 */
public final class PoolProxy extends PlainProxy implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        @Nullable
        Object apply(Function0<?> function) throws Exception;

        Object applyAsync(Function0<?> function);

        List<?> map(Function1<Object, ?> function, List<?> items) throws Exception;

        Object mapAsync(Function1<Object, ?> function, List<?> items);

        List<?> starmap(Function2<Object, Object, ?> function, List<Args2<Object, Object>> items) throws Exception;

        Object starmapAsync(Function2<Object, Object, ?> function, List<Args2<Object, Object>> items);

        Object imap(Function1<Object, ?> function, List<?> items, boolean ordered);

        void close();

        void terminate();

        void join() throws InterruptedException;
    }

    /** A pool in its server, which ends when neither it nor any result to come is referred to any more. */
    static final class Served implements Service, Server.Bound {
        private final Pool pool;

        /** Itself, its results, and its iterators. */
        private final AtomicInteger users = new AtomicInteger(1);

        Served(Pool pool) {
            this.pool = pool;
        }

        private Object shared(AsyncResult<?> result) {
            users.incrementAndGet();
            return new Server.Shared("AsyncResult", AsyncResultProxy.class, new AsyncResultProxy.Served(result, this));
        }

        @Override
        public @Nullable Object apply(Function0<?> function) throws Exception {
            return pool.apply(function);
        }

        @Override
        public Object applyAsync(Function0<?> function) {
            return shared(pool.applyAsync(function));
        }

        @Override
        public List<?> map(Function1<Object, ?> function, List<?> items) throws Exception {
            return pool.map(function, items);
        }

        @Override
        public Object mapAsync(Function1<Object, ?> function, List<?> items) {
            return shared(pool.mapAsync(function, items));
        }

        @Override
        public List<?> starmap(Function2<Object, Object, ?> function, List<Args2<Object, Object>> items)
                throws Exception {
            return pool.starmap(function, items);
        }

        @Override
        public Object starmapAsync(Function2<Object, Object, ?> function, List<Args2<Object, Object>> items) {
            return shared(pool.starmapAsync(function, items));
        }

        @Override
        public Object imap(Function1<Object, ?> function, List<?> items, boolean ordered) {
            Iterator<?> results = ordered ? pool.imap(function, items) : pool.imapUnordered(function, items);
            users.incrementAndGet();
            return new Server.Shared("Iterator", Iterator.class, new Results(results, this));
        }

        @Override
        public void close() {
            pool.close();
        }

        @Override
        public void terminate() {
            pool.terminate();
        }

        @Override
        public void join() throws InterruptedException {
            pool.join();
        }

        @Override
        public void end(boolean all) {
            if (users.decrementAndGet() == 0 || all) {
                pool.terminate();
            }
        }
    }

    /** Results as they come, for which their pool stays. */
    private record Results(Iterator<?> results, Served pool) implements Iterator<Object>, Server.Bound {
        @Override
        public boolean hasNext() {
            return results.hasNext();
        }

        @Override
        @SuppressWarnings("NullAway") // a result may be null
        public Object next() {
            return results.next();
        }

        @Override
        public void end(boolean all) {
            pool.end(all);
        }
    }

    private final transient Service service;

    PoolProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Calls a function in a worker and waits for its result.
     *
     * @param <R> what it returns
     * @param function the function
     * @return its result
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws Exception what the function throws
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the function's own result
    public <R extends @Nullable Object> R apply(Function0<? extends R> function) throws Exception {
        return (R) service.apply(requireNonNull(function, "function"));
    }

    /**
     * Has a worker call a function.
     *
     * @param <R> what it returns
     * @param function the function
     * @return its outcome to come
     */
    @SuppressWarnings("unchecked")
    public <R extends @Nullable Object> AsyncResultProxy<R> applyAsync(Function0<? extends R> function) {
        return (AsyncResultProxy<R>) service.applyAsync(requireNonNull(function, "function"));
    }

    /**
     * Applies a function to every item and waits for all results.
     *
     * @param <A> the items
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the calls go on
     * @throws Exception what the function throws
     */
    @SuppressWarnings("unchecked")
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) throws Exception {
        return (List<R>) service.map(untyped(function), listed(items));
    }

    /**
     * Has workers apply a function to every item.
     *
     * @param <A> the items
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results to come, in the order of the items
     */
    @SuppressWarnings("unchecked")
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResultProxy<List<R>> mapAsync(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return (AsyncResultProxy<List<R>>) service.mapAsync(untyped(function), listed(items));
    }

    /**
     * Applies a function of two arguments to every item and waits for all results.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the calls go on
     * @throws Exception what the function throws
     */
    @SuppressWarnings("unchecked")
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Function2<? super A, ? super B, ? extends R> function, Iterable<Args2<A, B>> items) throws Exception {
        return (List<R>) service.starmap(
                (Function2<Object, Object, ?>) requireNonNull(function, "function"),
                (List<Args2<Object, Object>>) (List<?>) listed(items));
    }

    /**
     * Has workers apply a function of two arguments to every item.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}
     * @return the results to come, in the order of the items
     */
    @SuppressWarnings("unchecked")
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResultProxy<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function, Iterable<Args2<A, B>> items) {
        return (AsyncResultProxy<List<R>>) service.starmapAsync(
                (Function2<Object, Object, ?>) requireNonNull(function, "function"),
                (List<Args2<Object, Object>>) (List<?>) listed(items));
    }

    /**
     * Applies a function to every item and gives the results one by one, in the order of the items.
     *
     * @param <A> the items
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results to come; each is a call of its own
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> imap(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return iterator(function, items, true);
    }

    /**
     * Applies a function to every item and gives the results one by one, as they come.
     *
     * @param <A> the items
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results to come; each is a call of its own
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> imapUnordered(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return iterator(function, items, false);
    }

    @SuppressWarnings("unchecked")
    private <R extends @Nullable Object> Iterator<R> iterator(
            Function1<?, ? extends R> function, Iterable<?> items, boolean ordered) {
        return (Iterator<R>) service.imap(untyped(function), listed(items), ordered);
    }

    @SuppressWarnings("unchecked")
    private static Function1<Object, ?> untyped(Function1<?, ?> function) {
        return (Function1<Object, ?>) requireNonNull(function, "function");
    }

    private static List<Object> listed(Iterable<?> items) {
        var all = new ArrayList<Object>();
        items.forEach(all::add);
        return all;
    }

    /** Takes no more calls; those that were made are finished, and the workers leave then. */
    @Override
    public void close() {
        service.close();
    }

    /** Ends the workers; what was not done fails. */
    public void terminate() {
        service.terminate();
    }

    /**
     * Waits until the workers have left.
     *
     * @throws IllegalStateException if the pool was neither closed nor terminated
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        service.join();
    }
}
