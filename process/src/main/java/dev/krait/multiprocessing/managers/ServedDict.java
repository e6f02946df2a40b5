package dev.krait.multiprocessing.managers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map in its server. Its guard keeps calls apart; the monitor is for the program that made the map, which may use it too.
 */
final class ServedDict implements DictProxy.Service, Snapshot {
    private final Map<Object, Object> map;
    private final Guard guard;
    private final Sightings sightings;

    @SuppressWarnings("unchecked")
    ServedDict(Map<?, ?> map) {
        this.map = (Map<Object, Object>) map;
        this.guard = Guard.of(map);
        this.sightings = guard.sightings();
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public int size() {
        synchronized (map) {
            return map.size();
        }
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        synchronized (map) {
            return map.get(key);
        }
    }

    @Override
    public @Nullable Object getOrDefault(@Nullable Object key, @Nullable Object otherwise) {
        synchronized (map) {
            return map.containsKey(key) ? map.get(key) : otherwise;
        }
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        synchronized (map) {
            return map.containsKey(key);
        }
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        synchronized (map) {
            return map.containsValue(value);
        }
    }

    @Override
    public Object put(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            boolean replaced = map.containsKey(key);
            Object old = map.put(key, value);
            return Taken.one(old, replaced ? () -> set(key, old) : () -> removeKey(key));
        }
    }

    @Override
    public void set(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            map.put(key, value);
        }
    }

    @Override
    public Object remove(@Nullable Object key) {
        synchronized (map) {
            sightings.changed(key);
            Object old = map.remove(key);
            return Taken.one(old, () -> set(key, old));
        }
    }

    @Override
    public boolean removeKey(@Nullable Object key) {
        synchronized (map) {
            sightings.changed(key);
            return map.keySet().remove(key);
        }
    }

    @Override
    public boolean removePair(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            return map.remove(key, likeness(key, value));
        }
    }

    /** What the key has if that is an array with the given elements, since a copy equals it in no other way. */
    private @Nullable Object likeness(@Nullable Object key, @Nullable Object value) {
        if (value != null && value.getClass().isArray()) {
            Object own = map.get(key);
            return Objects.deepEquals(own, value) ? own : value;
        }
        return value;
    }

    @Override
    public @Nullable Object putIfAbsent(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            return map.putIfAbsent(key, value);
        }
    }

    @Override
    public Object replace(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            Object old = map.replace(key, value);
            return Taken.one(old, () -> set(key, old));
        }
    }

    @Override
    public boolean exchange(@Nullable Object key, @Nullable Object old, @Nullable Object value) {
        synchronized (map) {
            sightings.changed(key);
            return map.replace(key, likeness(key, old), value);
        }
    }

    @Override
    public @Nullable Object[] look(@Nullable Object key) {
        synchronized (map) {
            Object value = map.get(key);
            boolean there = map.containsKey(key);
            return new @Nullable Object[] {value, there, sightings.note(key, there, value)};
        }
    }

    @Override
    public boolean settle(@Nullable Object key, long sighting, boolean there, @Nullable Object value) {
        synchronized (map) {
            if (!sightings.isCurrent(key, sighting, map.containsKey(key), map.get(key))) {
                return false;
            }
            sightings.changed(key);
            if (there) {
                map.put(key, value);
            } else {
                map.remove(key);
            }
            return true;
        }
    }

    @Override
    public @Nullable Object compute(@Nullable Object key, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            sightings.changed(key);
            return map.compute(key, function);
        }
    }

    @Override
    public @Nullable Object computeIfAbsent(@Nullable Object key, Function<Object, Object> function) {
        synchronized (map) {
            sightings.changed(key);
            return map.computeIfAbsent(key, function);
        }
    }

    @Override
    public @Nullable Object computeIfPresent(@Nullable Object key, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            sightings.changed(key);
            return map.computeIfPresent(key, function);
        }
    }

    @Override
    public @Nullable Object merge(@Nullable Object key, Object value, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            sightings.changed(key);
            return map.merge(key, value, function);
        }
    }

    @Override
    public void replaceAll(BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            sightings.allChanged();
            map.replaceAll(function);
        }
    }

    @Override
    public void putAll(Map<?, ?> entries) {
        synchronized (map) {
            entries.keySet().forEach(sightings::changed);
            map.putAll(entries);
        }
    }

    @Override
    public Map<Object, Object> getAll(Collection<?> keys) {
        var found = new LinkedHashMap<Object, Object>();
        synchronized (map) {
            for (Object key : keys) {
                Object value = map.get(key);
                if (value != null || map.containsKey(key)) {
                    found.put(key, value);
                }
            }
        }
        return found;
    }

    @Override
    public Map<Object, Object> copy() {
        synchronized (map) {
            return new LinkedHashMap<>(map);
        }
    }

    @Override
    public Object popItem() {
        synchronized (map) {
            Map.Entry<Object, Object> last = null;
            for (Iterator<Map.Entry<Object, Object>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
                last = entries.next();
            }
            if (last == null) {
                throw new NoSuchElementException("popItem of an empty map");
            }
            Object key = last.getKey();
            Object value = last.getValue();
            sightings.changed(key);
            map.remove(key);
            return Taken.one(new @Nullable Object[] {key, value}, () -> set(key, value));
        }
    }

    @Override
    public void clear() {
        synchronized (map) {
            sightings.allChanged();
            map.clear();
        }
    }

    @Override
    public Object keys() {
        synchronized (map) {
            return Pages.of(map.keySet(), guard);
        }
    }

    /** Keys and values by turns, which travel in a compact form. */
    @Override
    public Object entries() {
        List<Object> parts;
        synchronized (map) {
            parts = new ArrayList<>(2 * map.size());
            map.forEach((key, value) -> {
                parts.add(key);
                parts.add(value);
            });
        }
        return Pages.of(parts, guard);
    }

    @Override
    public String text() {
        synchronized (map) {
            return map.toString();
        }
    }
}
