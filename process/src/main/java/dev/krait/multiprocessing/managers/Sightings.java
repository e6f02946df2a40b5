package dev.krait.multiprocessing.managers;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients saw of the values of a map that they want to change by functions of their own, until the key changes.
 *
 * <p>Changes by calls are told; those by the program itself are found by comparing the values. For one thread at a time.
 */
final class Sightings {
    /** So many are not waited for at once: most are of clients that wanted no change in the end. */
    private static final int MOST = 1024;

    /** What was seen under a number. */
    private record Sighting(
            long number, boolean there, @Nullable Object value) {
        boolean isOf(boolean thereNow, @Nullable Object now) {
            // A map may make the objects that it gives; an equal one is as good.
            return there == thereNow && (value == now || Objects.deepEquals(value, now));
        }
    }

    /** Finds keys equal that the map does. */
    private final Map<@Nullable Object, Sighting> seen;

    private long last;

    private Sightings(Map<@Nullable Object, Sighting> seen) {
        this.seen = seen;
    }

    /** Those of a map. */
    @SuppressWarnings("unchecked")
    static Sightings of(Map<?, ?> map) {
        return new Sightings(
                map instanceof SortedMap<?, ?> sorted
                        ? new TreeMap<>(((SortedMap<Object, Object>) sorted).comparator())
                        : new HashMap<>());
    }

    /** Notes what is seen of a key; gives the number to ask for it by. */
    long note(@Nullable Object key, boolean there, @Nullable Object value) {
        Sighting before = seen.get(key);
        if (before != null && before.isOf(there, value)) {
            return before.number; // Whoever saw it first has the same right to change it.
        }
        if (seen.size() >= MOST) {
            seen.clear();
        }
        seen.put(key, new Sighting(++last, there, value));
        return last;
    }

    /** Whether a key still has what was seen under a number. */
    boolean isCurrent(@Nullable Object key, long number, boolean there, @Nullable Object value) {
        Sighting sighting = seen.get(key);
        return sighting != null && sighting.number == number && sighting.isOf(there, value);
    }

    /** A call may change what a key has, also within its value. */
    void changed(@Nullable Object key) {
        if (seen.isEmpty()) {
            return;
        }
        try {
            seen.remove(key);
        } catch (ClassCastException | NullPointerException e) { // No key for a sorted map, which says so itself.
            seen.clear();
        }
    }

    /** A call may change anything. */
    void allChanged() {
        seen.clear();
    }
}
