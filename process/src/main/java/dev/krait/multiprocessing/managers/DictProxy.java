package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A map in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.DictProxy}; made by {@link SyncManager#dict()}. It keeps the order in
 * which keys came, and takes null as key and value. Keys and values are copied on their way, so that changing one that was
 * got changes nothing in the map; a proxy that is a value stays one, so that what is changed through it is seen by all.
 *
 * <p>Each call is one message and atomic, {@link #putAll}, {@link #getAll} and {@link #copy} too. The functions of
 * {@link #compute}, {@link #merge} and their like run in the server while nobody else uses the map, provided that they are
 * {@link java.io.Serializable}, which lambdas are when the variable is a {@code DictProxy}. Called through a variable of type
 * {@code Map}, they run here, between two messages, and again if another change came in between. {@code remove} and
 * {@code replace} with an old value find it if its class has an {@code equals} of its own, or if it is an array, which is
 * compared by its elements, since what arrives in the server is a copy.
 *
 * <p>{@link #keySet}, {@link #values} and {@link #entrySet} are views; iterating over one goes through what was there when
 * it began, in pages of some thousand elements. Two maps are equal if their entries are, as for every {@link Map}; Python's
 * proxies are not.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class DictProxy<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, BaseProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        int size();

        @Nullable
        Object get(@Nullable Object key);

        @Nullable
        Object getOrDefault(@Nullable Object key, @Nullable Object otherwise);

        boolean containsKey(@Nullable Object key);

        boolean containsValue(@Nullable Object value);

        @Nullable
        Object put(@Nullable Object key, @Nullable Object value);

        void set(@Nullable Object key, @Nullable Object value);

        @Nullable
        Object remove(@Nullable Object key);

        boolean removeKey(@Nullable Object key);

        boolean removePair(@Nullable Object key, @Nullable Object value);

        @Nullable
        Object putIfAbsent(@Nullable Object key, @Nullable Object value);

        @Nullable
        Object replace(@Nullable Object key, @Nullable Object value);

        boolean exchange(@Nullable Object key, @Nullable Object old, @Nullable Object value);

        /** What a key has, whether it is there at all, and the number of this sighting. */
        @Nullable
        Object[] look(@Nullable Object key);

        /** Gives a key a value, or takes it out, if it still has what was seen under that number. */
        boolean settle(@Nullable Object key, long sighting, boolean there, @Nullable Object value);

        @Nullable
        Object compute(@Nullable Object key, BiFunction<Object, Object, Object> function);

        @Nullable
        Object computeIfAbsent(@Nullable Object key, Function<Object, Object> function);

        @Nullable
        Object computeIfPresent(@Nullable Object key, BiFunction<Object, Object, Object> function);

        @Nullable
        Object merge(@Nullable Object key, Object value, BiFunction<Object, Object, Object> function);

        void replaceAll(BiFunction<Object, Object, Object> function);

        void putAll(Map<?, ?> entries);

        Map<Object, Object> getAll(Collection<?> keys);

        Map<Object, Object> copy();

        Object popItem();

        void clear();

        Object keys();

        Object entries();
    }

    private final transient Remote remote;
    private final transient Service service;

    DictProxy(Remote remote) {
        this.remote = remote;
        this.service = remote.as(Service.class);
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V get(@Nullable Object key) {
        return (V) service.get(key);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null only if that is the value or the default
    public V getOrDefault(@Nullable Object key, V otherwise) {
        return (V) service.getOrDefault(key, otherwise);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return service.containsKey(key);
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return service.containsValue(value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V put(K key, V value) {
        return (V) service.put(key, value);
    }

    /**
     * Puts a value without asking for the one before, whatever its size: Python's {@code d[key] = value}.
     *
     * @param key the key
     * @param value the value
     */
    public void set(K key, V value) {
        service.set(key, value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V remove(@Nullable Object key) {
        return (V) service.remove(key);
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        return service.removePair(key, value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V putIfAbsent(K key, V value) {
        return (V) service.putIfAbsent(key, value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V replace(K key, V value) {
        return (V) service.replace(key, value);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return service.exchange(key, oldValue, newValue);
    }

    /**
     * Computes the value of a key from the one that it has, in the server, while nobody else uses the map.
     *
     * @param key the key
     * @param function gets key and value, null if there is none, and gives the new value, null to remove the key
     * @return the new value, null if there is none
     */
    @SuppressWarnings("unchecked")
    public @Nullable V compute(K key, ServerBiFunction<? super K, ? super V, ? extends V> function) {
        return (V) service.compute(key, untyped(requireNonNull(function, "function")));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return change(key, false, false, old -> function.apply(key, old));
    }

    /**
     * Computes the value of a key that has none, in the server, while nobody else uses the map.
     *
     * @param key the key
     * @param function gets the key, and gives the value, null for none
     * @return the value that the key has now, null if it has none
     */
    @SuppressWarnings("unchecked")
    public @Nullable V computeIfAbsent(K key, ServerFunction<? super K, ? extends V> function) {
        return (V) service.computeIfAbsent(key, (Function<Object, Object>) requireNonNull(function, "function"));
    }

    @Override
    @SuppressWarnings("NullAway") // as the interface has it
    public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        return ConcurrentMap.super.computeIfAbsent(key, function);
    }

    /**
     * Computes the value of a key that has one, in the server, while nobody else uses the map.
     *
     * @param key the key
     * @param function gets key and value, and gives the new value, null to remove the key
     * @return the new value, null if there is none
     */
    @SuppressWarnings("unchecked")
    public @Nullable V computeIfPresent(K key, ServerBiFunction<? super K, ? super V, ? extends V> function) {
        return (V) service.computeIfPresent(key, untyped(requireNonNull(function, "function")));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return change(key, true, false, old -> function.apply(key, requireNonNull(old)));
    }

    /**
     * Gives a key a value, or merges that with the one that it has, in the server, while nobody else uses the map.
     *
     * @param key the key
     * @param value the value, not null
     * @param function gets the old value and the given one, and gives the new one, null to remove the key
     * @return the new value, null if there is none
     */
    @SuppressWarnings("unchecked")
    public @Nullable V merge(K key, V value, ServerBiFunction<? super V, ? super V, ? extends V> function) {
        return (V) service.merge(key, requireNonNull(value, "value"), untyped(requireNonNull(function, "function")));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        requireNonNull(value, "value");
        requireNonNull(function, "function");
        return change(key, false, false, old -> old == null ? value : function.apply(old, value));
    }

    /**
     * Replaces every value, in the server, while nobody else uses the map.
     *
     * @param function gets key and value, and gives the new value
     */
    public void replaceAll(ServerBiFunction<? super K, ? super V, ? extends V> function) {
        service.replaceAll(untyped(requireNonNull(function, "function")));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        requireNonNull(function, "function");
        for (K key : keySet()) {
            change(key, true, true, old -> function.apply(key, old));
        }
    }

    /**
     * Gives a key what a function makes here of its value, again until nothing came in between. That is told by
     * the server, since the copy of a value need not equal it.
     *
     * @param present whether to do so only if it has one
     * @param nulls whether null is a value, or for none
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the map's own values
    private @Nullable V change(K key, boolean present, boolean nulls, Function<@Nullable V, @Nullable V> function) {
        while (true) {
            Object[] seen = service.look(key);
            V old = (V) seen[0];
            boolean there = (Boolean) seen[1];
            if (present && (nulls ? !there : old == null)) {
                return null;
            }
            V next = function.apply(old);
            boolean stays = nulls || next != null;
            if ((!stays && !there) || service.settle(key, (Long) seen[2], stays, next)) {
                return next;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<Object, Object, Object> untyped(ServerBiFunction<?, ?, ?> function) {
        return (BiFunction<Object, Object, Object>) function;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        service.putAll(new LinkedHashMap<>(entries));
    }

    /**
     * Gets the values of several keys at once.
     *
     * @param keys the keys
     * @return a new map with those that are there, in the order of {@code keys}
     */
    @SuppressWarnings("unchecked")
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return (Map<K, V>) service.getAll(new ArrayList<>(keys));
    }

    /**
     * Gets everything at once.
     *
     * <p>Mirrors Python's {@code DictProxy.copy}.
     *
     * @return a new map of this process
     */
    @SuppressWarnings("unchecked")
    public Map<K, V> copy() {
        return (Map<K, V>) service.copy();
    }

    /**
     * Takes out the entry that came last.
     *
     * <p>Mirrors Python's {@code DictProxy.popitem}.
     *
     * @return the entry
     * @throws java.util.NoSuchElementException if the map is empty
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the map's own entry
    public Map.Entry<K, V> popItem() {
        var pair = (Object[]) service.popItem();
        return new SimpleEntry<>((K) pair[0], (V) pair[1]);
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    public Set<K> keySet() {
        return new View<>(this::containsKey, service::removeKey) {
            @Override
            public Iterator<K> iterator() {
                return new PagedIterator<>(service.keys(), service::removeKey);
            }
        };
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new View<>(this::contains, this::removeEntry) {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Entries();
            }
        };
    }

    @Override
    public Collection<V> values() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<V> iterator() {
                var entries = new Entries();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public V next() {
                        return entries.next().getValue();
                    }

                    @Override
                    public void remove() {
                        entries.remove();
                    }
                };
            }

            @Override
            public int size() {
                return DictProxy.this.size();
            }

            @Override
            public boolean contains(@Nullable Object value) {
                return containsValue(value);
            }

            @Override
            public void clear() {
                DictProxy.this.clear();
            }
        };
    }

    private boolean removeEntry(@Nullable Object entry) {
        return entry instanceof Map.Entry<?, ?> pair && remove(pair.getKey(), pair.getValue());
    }

    /** Goes through keys and values, which come by turns. */
    private final class Entries implements Iterator<Map.Entry<K, V>> {
        private final PagedIterator<Object> parts = new PagedIterator<>(service.entries(), part -> {});
        private @Nullable Written last;

        @Override
        public boolean hasNext() {
            return parts.hasNext();
        }

        @Override
        @SuppressWarnings("unchecked")
        public Map.Entry<K, V> next() {
            last = new Written((K) parts.next(), (V) parts.next());
            return last;
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("remove without next");
            }
            service.removeKey(last.getKey());
            last = null;
        }
    }

    private boolean contains(@Nullable Object entry) {
        if (!(entry instanceof Map.Entry<?, ?> pair)) {
            return false;
        }
        Object value = get(pair.getKey());
        return value == null ? pair.getValue() == null && containsKey(pair.getKey()) : value.equals(pair.getValue());
    }

    /** An entry whose new value goes to the server. */
    private final class Written extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        Written(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            service.set(getKey(), value);
            return super.setValue(value);
        }

        private Object writeReplace() {
            return new SimpleEntry<>(this);
        }
    }

    /** Keys or entries. */
    private abstract class View<E> extends AbstractSet<E> {
        private final Predicate<@Nullable Object> contains;
        private final Predicate<@Nullable Object> remove;

        View(Predicate<@Nullable Object> contains, Predicate<@Nullable Object> remove) {
            this.contains = contains;
            this.remove = remove;
        }

        @Override
        public int size() {
            return DictProxy.this.size();
        }

        @Override
        public boolean contains(@Nullable Object element) {
            return contains.test(element);
        }

        @Override
        public boolean remove(@Nullable Object element) {
            return remove.test(element);
        }

        @Override
        public void clear() {
            DictProxy.this.clear();
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
        return this == other || (other instanceof Map && copy().equals(other));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    /** The map as text, as the server shows it. */
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
