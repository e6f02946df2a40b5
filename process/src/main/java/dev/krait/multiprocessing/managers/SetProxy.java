package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.SetProxy}; made by {@link SyncManager#set()}. It keeps the order in which
 * elements came, and takes null. Each call is one message and atomic; iterating goes through what was there when it began, in
 * pages of a thousand elements. Two sets are equal if their elements are, as for every {@link Set}; Python's proxies are not.
 * Python's {@code update}, {@code difference_update} and {@code intersection_update} are {@link #addAll}, {@link #removeAll}
 * and {@link #retainAll}.
 *
 * @param <E> the elements
 */
public final class SetProxy<E> extends AbstractSet<E> implements BaseProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        int size();

        boolean contains(@Nullable Object element);

        boolean add(@Nullable Object element);

        boolean remove(@Nullable Object element);

        boolean addAll(Collection<?> elements);

        boolean removeAll(Collection<?> elements);

        boolean retainAll(Collection<?> elements);

        boolean containsAll(Collection<?> elements);

        boolean removeIf(Predicate<Object> condition);

        @Nullable
        Object pop();

        Object elements();

        Set<Object> copy();

        void clear();
    }

    private final transient Remote remote;
    private final transient Service service;

    SetProxy(Remote remote) {
        this.remote = remote;
        this.service = remote.as(Service.class);
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return service.contains(element);
    }

    @Override
    public boolean add(E element) {
        return service.add(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return service.remove(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return service.addAll(new ArrayList<>(elements));
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return service.removeAll(new ArrayList<>(elements));
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return service.retainAll(new ArrayList<>(elements));
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return service.containsAll(new ArrayList<>(elements));
    }

    /**
     * Takes out the elements that fulfil a condition, in the server, while nobody else uses the set.
     *
     * @param condition the condition
     * @return whether there were any
     */
    @SuppressWarnings("unchecked")
    public boolean removeIf(ServerPredicate<? super E> condition) {
        return service.removeIf((Predicate<Object>) requireNonNull(condition, "condition"));
    }

    @Override
    public boolean removeIf(Predicate<? super E> condition) {
        return super.removeIf(condition);
    }

    /**
     * Takes out some element: Python's {@code SetProxy.pop}.
     *
     * @return the element
     * @throws java.util.NoSuchElementException if the set is empty
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the set's own element
    public E pop() {
        return (E) service.pop();
    }

    /**
     * Gets everything at once: Python's {@code SetProxy.copy}.
     *
     * @return a new set of this process
     */
    @SuppressWarnings("unchecked")
    public Set<E> copy() {
        return (Set<E>) service.copy();
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return copy().toArray(array);
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    public Iterator<E> iterator() {
        return new PagedIterator<>(service.elements(), service::remove);
    }

    @Override
    public Token token() {
        return remote.token();
    }

    @Override
    public @Nullable Object callMethod(String method, @Nullable Object... arguments) throws Exception {
        return remote.callMethod(method, arguments);
    }

    @Override
    public @Nullable Object getValue() {
        return remote.getValue();
    }

    @Override
    public String describe() {
        return remote.describe();
    }

    @Override
    public void drop() {
        remote.drop();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Set && copy().equals(other));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    /** The set as text, as the server shows it. */
    @Override
    public String toString() {
        return remote.toString();
    }

    private Object writeReplace() throws NotSerializableException {
        return remote.writeReplace();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a proxy never travels as itself: these bytes were not written by Krait");
    }
}
