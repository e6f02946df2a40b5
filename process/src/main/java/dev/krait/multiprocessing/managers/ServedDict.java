package dev.krait.multiprocessing.managers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map in its server; whoever uses it has its monitor. */
final class ServedDict implements DictProxy.Service, Snapshot {
    private final Map<Object, Object> map;

    @SuppressWarnings("unchecked")
    ServedDict(Map<?, ?> map) {
        this.map = (Map<Object, Object>) map;
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
    public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            return map.put(key, value);
        }
    }

    @Override
    public void set(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            map.put(key, value);
        }
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        synchronized (map) {
            return map.remove(key);
        }
    }

    @Override
    public boolean removeKey(@Nullable Object key) {
        synchronized (map) {
            return map.keySet().remove(key);
        }
    }

    @Override
    public boolean removePair(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            return map.remove(key, value);
        }
    }

    @Override
    public @Nullable Object putIfAbsent(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            return map.putIfAbsent(key, value);
        }
    }

    @Override
    public @Nullable Object replace(@Nullable Object key, @Nullable Object value) {
        synchronized (map) {
            return map.replace(key, value);
        }
    }

    @Override
    public boolean exchange(@Nullable Object key, @Nullable Object old, @Nullable Object value) {
        synchronized (map) {
            return map.replace(key, old, value);
        }
    }

    @Override
    public @Nullable Object compute(@Nullable Object key, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            return map.compute(key, function);
        }
    }

    @Override
    public @Nullable Object computeIfAbsent(@Nullable Object key, Function<Object, Object> function) {
        synchronized (map) {
            return map.computeIfAbsent(key, function);
        }
    }

    @Override
    public @Nullable Object computeIfPresent(@Nullable Object key, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            return map.computeIfPresent(key, function);
        }
    }

    @Override
    public @Nullable Object merge(@Nullable Object key, Object value, BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            return map.merge(key, value, function);
        }
    }

    @Override
    public void replaceAll(BiFunction<Object, Object, Object> function) {
        synchronized (map) {
            map.replaceAll(function);
        }
    }

    @Override
    public void putAll(Map<?, ?> entries) {
        synchronized (map) {
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
    public @Nullable Object[] popItem() {
        synchronized (map) {
            Map.Entry<Object, Object> last = null;
            for (Iterator<Map.Entry<Object, Object>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
                last = entries.next();
            }
            if (last == null) {
                throw new NoSuchElementException("popItem of an empty map");
            }
            Object[] pair = {last.getKey(), last.getValue()};
            map.remove(last.getKey());
            return pair;
        }
    }

    @Override
    public void clear() {
        synchronized (map) {
            map.clear();
        }
    }

    @Override
    public Object keys() {
        synchronized (map) {
            return Pages.of(map.keySet());
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
        return Pages.of(parts);
    }

    @Override
    public String text() {
        synchronized (map) {
            return map.toString();
        }
    }
}
