package dev.krait.multiprocessing.managers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list in its server. Its guard keeps calls apart; the monitor is for the program that made the list, which may use it too.
 */
final class ServedList implements ListProxy.Service, Snapshot {
    private final List<Object> list;
    private final Guard guard;

    @SuppressWarnings("unchecked")
    ServedList(List<?> list) {
        this.list = (List<Object>) list;
        this.guard = Guard.of(list);
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public int size() {
        synchronized (list) {
            return list.size();
        }
    }

    @Override
    public @Nullable Object get(int index) {
        synchronized (list) {
            return list.get(index);
        }
    }

    @Override
    public Object set(int index, @Nullable Object element) {
        synchronized (list) {
            Object old = list.set(index, element);
            return Taken.one(old, () -> put(index, old));
        }
    }

    @Override
    public void add(@Nullable Object element) {
        synchronized (list) {
            list.add(element);
        }
    }

    @Override
    public void insert(int index, @Nullable Object element) {
        synchronized (list) {
            list.add(index, element);
        }
    }

    private void put(int index, @Nullable Object element) {
        synchronized (list) {
            list.set(index, element);
        }
    }

    @Override
    public Object removeAt(int index) {
        synchronized (list) {
            Object old = list.remove(index);
            return Taken.one(old, () -> insert(index, old));
        }
    }

    @Override
    public Object pop() {
        synchronized (list) {
            if (list.isEmpty()) {
                throw new NoSuchElementException("pop from an empty list");
            }
            return removeAt(list.size() - 1);
        }
    }

    @Override
    public boolean removeElement(@Nullable Object element) {
        synchronized (list) {
            return list.remove(element);
        }
    }

    @Override
    public boolean addAll(Collection<?> elements) {
        synchronized (list) {
            return list.addAll(elements);
        }
    }

    @Override
    public boolean insertAll(int index, Collection<?> elements) {
        synchronized (list) {
            return list.addAll(index, elements);
        }
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        synchronized (list) {
            return list.removeAll(new HashSet<>(elements));
        }
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        synchronized (list) {
            return list.retainAll(new HashSet<>(elements));
        }
    }

    @Override
    public boolean removeIf(Predicate<Object> condition) {
        synchronized (list) {
            return list.removeIf(condition);
        }
    }

    @Override
    public void replaceAll(UnaryOperator<Object> function) {
        synchronized (list) {
            list.replaceAll(function);
        }
    }

    @Override
    public @Nullable Object update(int index, UnaryOperator<Object> function) {
        synchronized (list) {
            Object next = function.apply(list.get(index));
            list.set(index, next);
            return next;
        }
    }

    @Override
    public void sort(@Nullable Comparator<Object> order) {
        synchronized (list) {
            list.sort(order);
        }
    }

    @Override
    public int indexOf(@Nullable Object element) {
        synchronized (list) {
            return list.indexOf(element);
        }
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        synchronized (list) {
            return list.lastIndexOf(element);
        }
    }

    @Override
    public int count(@Nullable Object element) {
        synchronized (list) {
            return Collections.frequency(list, element);
        }
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        synchronized (list) {
            return list.containsAll(elements);
        }
    }

    @Override
    public void reverse() {
        synchronized (list) {
            Collections.reverse(list);
        }
    }

    @Override
    public Object page(int from, int most) {
        synchronized (list) {
            int start = Math.min(from, list.size());
            Object[] page =
                    list.subList(start, Math.min(list.size(), start + most)).toArray();
            return Taken.copied(page.length, count -> Arrays.copyOf(page, count));
        }
    }

    @Override
    public List<Object> slice(int from, int to) {
        synchronized (list) {
            return new ArrayList<>(list.subList(from, to));
        }
    }

    @Override
    public List<Object> copy() {
        synchronized (list) {
            return new ArrayList<>(list);
        }
    }

    @Override
    public void clear() {
        synchronized (list) {
            list.clear();
        }
    }

    @Override
    public String text() {
        synchronized (list) {
            return list.toString();
        }
    }
}
