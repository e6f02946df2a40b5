package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.memory.ElementType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An array in the process of a manager: a fixed number of elements of one type.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.ArrayProxy}; made by {@link SyncManager#array}. Each call is one message and
 * atomic, those for several elements too. Positions count from zero; negative ones, as in Python, from the end.
 *
 * @param <T> the type of an element
 */
public final class ArrayProxy<T> extends PlainProxy implements Iterable<T> {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        int length();

        Object get(int position);

        void set(int position, Object value);

        List<Object> slice(int from, int to);

        void setSlice(int from, Collection<?> values);

        Object addAndGet(int position, Number delta);

        Object updateAndGet(int position, UnaryOperator<Object> function);
    }

    /** An array in its server. */
    static final class Served implements Service, Snapshot {
        private final ElementType<?> type;
        private final Object[] elements;
        private final Guard guard = Guard.of(this);

        Served(char typeCode, Collection<?> elements) {
            this.type = ElementType.ofCode(typeCode);
            this.elements = elements.stream().map(type::checked).toArray();
        }

        @Override
        public Guard guard() {
            return guard;
        }

        private int index(int position) {
            int index = position < 0 ? position + elements.length : position;
            if (index < 0 || index >= elements.length) {
                throw new IndexOutOfBoundsException(
                        "position " + position + " in an array of " + elements.length + " elements");
            }
            return index;
        }

        @Override
        public int length() {
            return elements.length;
        }

        @Override
        public synchronized Object get(int position) {
            return elements[index(position)];
        }

        @Override
        public synchronized void set(int position, Object value) {
            elements[index(position)] = type.checked(value);
        }

        @Override
        public synchronized List<Object> slice(int from, int to) {
            return new ArrayList<>(List.of(elements).subList(from, to));
        }

        @Override
        public synchronized void setSlice(int from, Collection<?> values) {
            if (from < 0 || from > elements.length - values.size()) {
                throw new IndexOutOfBoundsException(values.size() + " elements from position " + from
                        + " on do not fit into an array of " + elements.length);
            }
            Object[] checked = values.stream().map(type::checked).toArray();
            System.arraycopy(checked, 0, elements, from, checked.length);
        }

        @Override
        public synchronized Object addAndGet(int position, Number delta) {
            int index = index(position);
            elements[index] = Sums.of(elements[index], delta);
            return elements[index];
        }

        @Override
        public synchronized Object updateAndGet(int position, UnaryOperator<Object> function) {
            int index = index(position);
            elements[index] = type.checked(function.apply(elements[index]));
            return elements[index];
        }

        @Override
        public synchronized Object copy() {
            return slice(0, elements.length);
        }

        @Override
        public synchronized String text() {
            return "array('" + type.code() + "', " + List.of(elements) + ")";
        }
    }

    private final transient Service service;

    ArrayProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * How many elements it has: Python's {@code len(array)}.
     *
     * @return their number
     */
    public int length() {
        return service.length();
    }

    /**
     * Reads an element: Python's {@code array[position]}.
     *
     * @param position its position
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such position
     */
    @SuppressWarnings("unchecked")
    public T get(int position) {
        return (T) service.get(position);
    }

    /**
     * Writes an element: Python's {@code array[position] = value}.
     *
     * @param position its position
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the value is not of the array's type
     */
    public void set(int position, T value) {
        service.set(position, requireNonNull(value, "value"));
    }

    /**
     * Reads some elements: Python's {@code array[from:to]}.
     *
     * @param from the first position, at least 0
     * @param to the position behind the last
     * @return a new list of this process
     * @throws IndexOutOfBoundsException if there are no such positions
     */
    @SuppressWarnings("unchecked")
    public List<T> slice(int from, int to) {
        return (List<T>) service.slice(from, to);
    }

    /**
     * Writes some elements: Python's {@code array[from:from + n] = values}.
     *
     * @param from the first position, at least 0
     * @param values the new values
     * @throws IndexOutOfBoundsException if they do not fit
     * @throws IllegalArgumentException if a value is not of the array's type; nothing was written
     */
    public void setSlice(int from, Collection<? extends T> values) {
        service.setSlice(from, new ArrayList<>(values));
    }

    /**
     * Adds to an element.
     *
     * @param position its position
     * @param delta what to add, of the array's type
     * @return the sum
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the elements are no numbers, or of another type
     */
    @SuppressWarnings("unchecked")
    public T addAndGet(int position, Number delta) {
        return (T) service.addAndGet(position, requireNonNull(delta, "delta"));
    }

    /**
     * Changes an element, in the server, while nobody else uses the array.
     *
     * @param position its position
     * @param function gets the element, and gives the new one
     * @return the new element
     * @throws IndexOutOfBoundsException if there is no such position
     */
    @SuppressWarnings("unchecked")
    public T updateAndGet(int position, ServerOperator<T> function) {
        return (T) service.updateAndGet(position, (UnaryOperator<Object>) requireNonNull(function, "function"));
    }

    /**
     * Goes through the elements as they are now.
     *
     * @return an iterator that removes nothing
     */
    @Override
    public Iterator<T> iterator() {
        return List.copyOf(slice(0, length())).iterator();
    }
}
