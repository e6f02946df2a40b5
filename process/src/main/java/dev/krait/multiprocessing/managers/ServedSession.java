package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client as its server knows it: what it refers to, what it holds, and its connections. */
final class ServedSession {
    /** What a client may hold, and gives back when it dies. */
    interface Holding {
        /** Gives back what a client holds that is gone. */
        void ownerDied(ServedSession owner);
    }

    private final UUID id;
    private final ServedObjects objects;

    @GuardedBy("this")
    private final Map<Long, Long> references = new HashMap<>();

    @GuardedBy("this")
    private final Set<Holding> holdings = Collections.newSetFromMap(new IdentityHashMap<>());

    @GuardedBy("this")
    private final Map<Long, ServingLine> lines = new HashMap<>();

    @GuardedBy("this")
    private boolean ended;

    ServedSession(UUID id, ServedObjects objects) {
        this.id = id;
        this.objects = objects;
    }

    UUID id() {
        return id;
    }

    /** Notes one reference more, which was counted already. */
    void refer(long object) {
        synchronized (this) {
            if (!ended) {
                references.merge(object, 1L, Long::sum);
                return;
            }
        }
        objects.release(object, 1);
    }

    /** A reference is given back. */
    void release(long object) {
        synchronized (this) {
            Long count = references.get(object);
            if (count == null) {
                return;
            }
            if (count == 1) {
                references.remove(object);
            } else {
                references.put(object, count - 1);
            }
        }
        objects.release(object, 1);
    }

    synchronized void holds(Holding holding) {
        holdings.add(holding);
    }

    synchronized void holdsNoLonger(Holding holding) {
        holdings.remove(holding);
    }

    /** Takes in one more connection; false if the client is gone. */
    synchronized boolean join(long number, ServingLine line) {
        if (!ended) {
            lines.put(number, line);
        }
        return !ended;
    }

    synchronized void leave(long number) {
        lines.remove(number);
    }

    synchronized @Nullable ServingLine line(long number) {
        return lines.get(number);
    }

    /** The client is gone: gives back all that it had. */
    void end() {
        List<ServingLine> open;
        Map<Long, Long> given;
        synchronized (this) {
            ended = true;
            open = List.copyOf(lines.values());
            given = Map.copyOf(references);
            references.clear();
        }
        open.forEach(ServingLine::abandon);
        giveBack();
        given.forEach(objects::release);
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Gives back what the client holds, or what a call of it that was still running has taken meanwhile. */
    void giveBack() {
        List<Holding> held;
        synchronized (this) {
            held = List.copyOf(holdings);
            holdings.clear();
        }
        held.forEach(holding -> holding.ownerDied(this));
    }
}
