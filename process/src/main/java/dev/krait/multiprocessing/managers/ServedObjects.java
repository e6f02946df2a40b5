package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects of a server by their numbers, and how many references there are to each. */
final class ServedObjects {
    /** How long an object stays after a reference to it set out for another process. */
    private static final long PIN_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** An object and its references. */
    private static final class Entry {
        final Served served;
        long references = 1;

        /** Until when it stays without any. */
        long pinnedUntil = System.nanoTime();

        Entry(Served served) {
            this.served = served;
        }
    }

    @GuardedBy("this")
    private final Map<Long, Entry> entries = new HashMap<>();

    @GuardedBy("this")
    private final Map<Long, Entry> lingering = new TreeMap<>();

    @GuardedBy("this")
    private long last;

    /** What is done about objects that are let go; without the monitor. */
    private final Consumer<Served> end;

    ServedObjects(Consumer<Served> end) {
        this.end = end;
    }

    synchronized long nextId() {
        return ++last;
    }

    /** Takes an object in, with one reference. */
    void add(Served served) {
        sweep();
        enter(served);
    }

    private synchronized void enter(Served served) {
        entries.put(served.id(), new Entry(served));
    }

    /** The object of a number, null if it is gone. */
    synchronized @Nullable Served get(long id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.served;
    }

    /** Counts one more reference; gives the object, null if it is gone. */
    synchronized @Nullable Served refer(long id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        entry.references++;
        return entry.served;
    }

    /** Counts references that are given back; the last one lets go of the object. */
    void release(long id, long count) {
        Served gone = released(id, count);
        if (gone != null) {
            end.accept(gone);
        }
    }

    private synchronized @Nullable Served released(long id, long count) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        entry.references -= count;
        if (entry.references > 0) {
            return null;
        }
        if (entry.pinnedUntil - System.nanoTime() > 0) {
            lingering.put(id, entry);
            return null;
        }
        entries.remove(id);
        return entry.served;
    }

    synchronized void pin(long id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.pinnedUntil = System.nanoTime() + PIN_NANOS;
        }
    }

    /** Lets go of what nobody came for. */
    void sweep() {
        late().forEach(end);
    }

    private synchronized List<Served> late() {
        var late = new ArrayList<Served>();
        for (Entry entry : List.copyOf(lingering.values())) {
            boolean wanted = entry.references > 0;
            if (wanted || entry.pinnedUntil - System.nanoTime() <= 0) {
                lingering.remove(entry.served.id());
                if (!wanted) {
                    entries.remove(entry.served.id());
                    late.add(entry.served);
                }
            }
        }
        return late;
    }

    int count() {
        sweep();
        return size();
    }

    private synchronized int size() {
        return entries.size();
    }

    /** Lets go of all. */
    void clear() {
        taken().forEach(end);
    }

    private synchronized List<Served> taken() {
        var all = new ArrayList<Served>();
        new TreeMap<>(entries).values().forEach(entry -> all.add(entry.served));
        entries.clear();
        lingering.clear();
        return all;
    }

    synchronized String describe() {
        var text = new StringBuilder();
        for (Entry entry : new TreeMap<>(entries).values()) {
            Served served = entry.served;
            text.append(served.typeId()).append(' ').append(served.id()).append(": ");
            text.append(entry.references).append(" references, ");
            text.append(served.referent().getClass().getTypeName()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
