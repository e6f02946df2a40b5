package dev.krait.multiprocessing.managers;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set in its server. Its guard keeps calls apart; the monitor is for the program that made the set, which may use it too.
 */
final class ServedSet implements SetProxy.Service, Snapshot {
    private final Set<Object> set;
    private final Guard guard;

    @SuppressWarnings("unchecked")
    ServedSet(Set<?> set) {
        this.set = (Set<Object>) set;
        this.guard = Guard.of(set);
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public int size() {
        synchronized (set) {
            return set.size();
        }
    }

    @Override
    public boolean contains(@Nullable Object element) {
        synchronized (set) {
            return set.contains(element);
        }
    }

    @Override
    public boolean add(@Nullable Object element) {
        synchronized (set) {
            return set.add(element);
        }
    }

    @Override
    public boolean remove(@Nullable Object element) {
        synchronized (set) {
            return set.remove(element);
        }
    }

    @Override
    public boolean addAll(Collection<?> elements) {
        synchronized (set) {
            return set.addAll(elements);
        }
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        synchronized (set) {
            boolean changed = false;
            for (Object element : elements) {
                changed |= set.remove(element);
            }
            return changed;
        }
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        synchronized (set) {
            return set.retainAll(new HashSet<>(elements));
        }
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        synchronized (set) {
            return set.containsAll(elements);
        }
    }

    @Override
    public boolean removeIf(Predicate<Object> condition) {
        synchronized (set) {
            return set.removeIf(condition);
        }
    }

    @Override
    public Object pop() {
        synchronized (set) {
            Object first = set.iterator().next();
            set.remove(first);
            return Taken.one(first, () -> add(first));
        }
    }

    @Override
    public Object elements() {
        synchronized (set) {
            return Pages.of(set, guard);
        }
    }

    @Override
    public Set<Object> copy() {
        synchronized (set) {
            return new LinkedHashSet<>(set);
        }
    }

    @Override
    public void clear() {
        synchronized (set) {
            set.clear();
        }
    }

    @Override
    public String text() {
        synchronized (set) {
            return set.toString();
        }
    }
}
