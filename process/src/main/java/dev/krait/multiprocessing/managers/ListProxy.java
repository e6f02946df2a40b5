package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.ListProxy}; made by {@link SyncManager#list()}. It takes null. Elements
 * are copied on their way, so that changing one that was got changes nothing in the list until it is set again; a proxy that
 * is an element stays one, so that what is changed through it is seen by all.
 *
 * <p>Each call is one message and atomic, {@link #addAll}, {@link #slice} and {@link #copy} too. The functions of
 * {@link #replaceAll(ServerOperator)}, {@link #removeIf(ServerPredicate)} and {@link #updateAndGet} run in the server while
 * nobody else uses the list. Called through a variable of type {@code List}, where lambdas cannot travel, they run here, one
 * element after the other.
 *
 * <p>An iterator reads the list as it is by then, in pages of a thousand elements, and never fails because others change it.
 * Two lists are equal if their elements are, as for every {@link List}; Python's proxies are not.
 *
 * @param <E> the elements
 */
public final class ListProxy<E> extends AbstractList<E> implements BaseProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        int size();

        @Nullable
        Object get(int index);

        @Nullable
        Object set(int index, @Nullable Object element);

        void add(@Nullable Object element);

        void insert(int index, @Nullable Object element);

        @Nullable
        Object removeAt(int index);

        @Nullable
        Object pop();

        boolean removeElement(@Nullable Object element);

        boolean addAll(Collection<?> elements);

        boolean insertAll(int index, Collection<?> elements);

        boolean removeAll(Collection<?> elements);

        boolean retainAll(Collection<?> elements);

        boolean removeIf(Predicate<Object> condition);

        void replaceAll(UnaryOperator<Object> function);

        @Nullable
        Object update(int index, UnaryOperator<Object> function);

        void sort(@Nullable Comparator<Object> order);

        int indexOf(@Nullable Object element);

        int lastIndexOf(@Nullable Object element);

        int count(@Nullable Object element);

        boolean containsAll(Collection<?> elements);

        void reverse();

        Object page(int from, int most);

        List<Object> slice(int from, int to);

        List<Object> copy();

        void clear();
    }

    private final transient Remote remote;
    private final transient Service service;

    ListProxy(Remote remote) {
        this.remote = remote;
        this.service = remote.as(Service.class);
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
    public E get(int index) {
        return (E) service.get(index);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
    public E set(int index, E element) {
        return (E) service.set(index, element);
    }

    @Override
    public boolean add(E element) {
        service.add(element);
        return true;
    }

    @Override
    public void add(int index, E element) {
        service.insert(index, element);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
    public E remove(int index) {
        return (E) service.removeAt(index);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return service.removeElement(element);
    }

    /**
     * Takes out the last element.
     *
     * <p>Mirrors Python's {@code ListProxy.pop}.
     *
     * @return the element
     * @throws NoSuchElementException if the list is empty
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
    public E pop() {
        return (E) service.pop();
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return service.addAll(new ArrayList<>(elements));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return service.insertAll(index, new ArrayList<>(elements));
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
     * Takes out the elements that fulfil a condition, in the server, while nobody else uses the list.
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
     * Replaces every element, in the server, while nobody else uses the list.
     *
     * @param function gets an element, and gives the one that takes its place
     */
    @SuppressWarnings("unchecked")
    public void replaceAll(ServerOperator<E> function) {
        service.replaceAll((UnaryOperator<Object>) requireNonNull(function, "function"));
    }

    @Override
    public void replaceAll(UnaryOperator<E> function) {
        super.replaceAll(function);
    }

    /**
     * Replaces one element, in the server, while nobody else uses the list.
     *
     * @param index its place
     * @param function gets the element, and gives the one that takes its place
     * @return the new element
     * @throws IndexOutOfBoundsException if there is no such place
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
    public E updateAndGet(int index, ServerOperator<E> function) {
        return (E) service.update(index, (UnaryOperator<Object>) requireNonNull(function, "function"));
    }

    /**
     * Sorts the list in the server.
     *
     * @param order the order, which travels there; null for the elements' own
     */
    @Override
    @SuppressWarnings("unchecked")
    public void sort(@Nullable Comparator<? super E> order) {
        service.sort((Comparator<Object>) order);
    }

    /** Turns the order of the elements round: Python's {@code ListProxy.reverse}. */
    public void reverse() {
        service.reverse();
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return service.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return service.lastIndexOf(element);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return service.indexOf(element) >= 0;
    }

    /**
     * How often an element is there: Python's {@code ListProxy.count}.
     *
     * @param element what to look for
     * @return how many elements equal it
     */
    public int count(@Nullable Object element) {
        return service.count(element);
    }

    /**
     * Gets some elements at once: Python's {@code proxy[from:to]}.
     *
     * @param from the first place, at least 0
     * @param to the place behind the last
     * @return a new list of this process
     * @throws IndexOutOfBoundsException if there are no such places
     */
    @SuppressWarnings("unchecked")
    public List<E> slice(int from, int to) {
        return (List<E>) service.slice(from, to);
    }

    /**
     * Gets everything at once: Python's {@code ListProxy.copy}.
     *
     * @return a new list of this process
     */
    @SuppressWarnings("unchecked")
    public List<E> copy() {
        return (List<E>) service.copy();
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
        return new ByPages();
    }

    /** Reads the list a page at a time. */
    private final class ByPages implements Iterator<E> {
        private @Nullable Object[] page = {};
        private int start;
        private int at;
        private boolean removable;

        @Override
        public boolean hasNext() {
            if (at == page.length) {
                Object[] next = (Object[]) service.page(start + at, at == 0 ? Pages.SIZE : Pages.mostAfter(page));
                start += at;
                at = 0;
                page = next;
            }
            return at < page.length;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // the list's own element
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            removable = true;
            return (E) page[at++];
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("remove without next");
            }
            removable = false;
            service.removeAt(start + at - 1);
            start--;
        }
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
        return this == other || (other instanceof List && copy().equals(other));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    /** The list as text, as the server shows it. */
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
