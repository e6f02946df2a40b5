package dev.krait.threading;

import dev.krait.threading.internal.ThreadNames;
import dev.krait.threading.internal.Tracked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which of this library's locks, conditions, semaphores, events, barriers and queues between
 * threads, or for the end of which thread; who holds what it waits for; and which threads wait for each other in a circle.
 *
 * <p>Python has no such thing. It is taken by {@link Threading#lockReport} while all threads go on, so it is exact for
 * threads that are stuck and a snapshot for the others (a circle is reported only when all its waits are found again,
 * twice); nothing is recorded while locks are used. It sees all platform threads, and those virtual ones that are a
 * {@link Thread}. It does not see waits for {@code synchronized} and for the JDK's own locks, which a thread dump shows,
 * nor waits for other processes and for executors.
 */
public final class LockReport {
    private final List<Wait> waits;
    private final List<List<Wait>> deadlocks;

    private LockReport(List<Wait> waits, List<List<Wait>> deadlocks) {
        this.waits = waits;
        this.deadlocks = deadlocks;
    }

    /**
     * One waiting thread.
     *
     * @param waiter the thread that waits
     * @param subject the {@link Lock}, {@link RLock}, {@link Condition}, {@link Semaphore}, {@link Event},
     *     {@link Barrier}, queue, shared iterator or, being joined, {@link Thread} that it waits for
     * @param holder the thread that acquired that lock, that is inside that queue or iterator, or that is joined; null
     *     where there is none, or where anybody may end the wait, such as by putting an item
     */
    public record Wait(java.lang.Thread waiter, Object subject, java.lang.@Nullable Thread holder) {
        /**
         * The wait in a line.
         *
         * @return such as {@code Thread-1 (work) waits for Lock a[locked by Thread-2 (work), 1 waiting]}
         */
        @Override
        public String toString() {
            return ThreadNames.of(waiter) + " waits for " + subject;
        }
    }

    static LockReport take() {
        Set<java.lang.Thread> threads = new HashSet<>(ThreadRegistry.platformThreads());
        for (Thread thread : ThreadRegistry.all()) {
            java.lang.Thread running = thread.javaThread();
            if (running != null) {
                threads.add(running);
            }
        }
        return take(threads, LockReport::look);
    }

    /** The report on {@code threads} by {@code look}, which tells what a thread waits for now. */
    static LockReport take(Collection<java.lang.Thread> threads, Function<java.lang.Thread, @Nullable Wait> look) {
        Map<Long, Wait> byWaiter = new TreeMap<>();
        for (java.lang.Thread thread : threads) {
            Wait wait = look.apply(thread);
            if (wait != null) {
                byWaiter.put(thread.getId(), wait);
            }
        }
        List<List<Wait>> lasting =
                circles(byWaiter).stream().filter(circle -> lasts(circle, look)).toList();
        return new LockReport(List.copyOf(byWaiter.values()), lasting);
    }

    /** What {@code thread} waits for; null if nothing, and if that changes while we look. */
    private static @Nullable Wait look(java.lang.Thread thread) {
        Thread joined = Joins.of(thread);
        if (joined != null) {
            return isParked(thread) && isJoining(thread, joined) ? new Wait(thread, joined, joined.javaThread()) : null;
        }
        if (!(LockSupport.getBlocker(thread) instanceof Tracked tracked)) {
            return null;
        }
        java.lang.Thread holder = tracked.holder();
        if (LockSupport.getBlocker(thread) != tracked || !isParked(thread)) {
            return null;
        }
        var wait = new Wait(thread, tracked.subject(), holder);
        // Only a plain lock keeps its own holder waiting; of any other the thread has just got what it waited for.
        return holder == thread && !(wait.subject() instanceof Lock) ? null : wait;
    }

    @SuppressWarnings("ReferenceEquality") // Threads are what they are by identity.
    private static boolean isJoining(java.lang.Thread waiter, Thread joined) {
        return Joins.of(waiter) == joined;
    }

    private static boolean isParked(java.lang.Thread thread) {
        java.lang.Thread.State state = thread.getState();
        return state == java.lang.Thread.State.WAITING || state == java.lang.Thread.State.TIMED_WAITING;
    }

    /**
     * Whether all waits of a circle are there still. They were read one after another, so that some may have ended before
     * others began; when all are found again after all were found, there was a moment that had them all.
     */
    private static boolean lasts(List<Wait> circle, Function<java.lang.Thread, @Nullable Wait> look) {
        for (int rounds = 0; rounds < 2; rounds++) {
            if (!circle.stream().allMatch(wait -> isSame(wait, look.apply(wait.waiter())))) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // Locks and threads are what they are by identity.
    private static boolean isSame(Wait before, @Nullable Wait now) {
        return now != null && now.subject() == before.subject() && now.holder() == before.holder();
    }

    /** Each thread waits for at most one holder, so walking from each in turn finds each circle once. */
    private static List<List<Wait>> circles(Map<Long, Wait> byWaiter) {
        var circles = new ArrayList<List<Wait>>();
        var seen = new HashSet<Long>();
        for (Wait first : byWaiter.values()) {
            var path = new ArrayList<Wait>();
            var onPath = new ArrayList<Long>();
            Wait at = first;
            while (at != null && seen.add(at.waiter().getId())) {
                path.add(at);
                onPath.add(at.waiter().getId());
                at = next(byWaiter, at);
            }
            int start = at == null ? -1 : onPath.indexOf(at.waiter().getId());
            if (start >= 0) {
                circles.add(List.copyOf(path.subList(start, path.size())));
            }
        }
        return List.copyOf(circles);
    }

    private static @Nullable Wait next(Map<Long, Wait> byWaiter, Wait wait) {
        java.lang.Thread holder = wait.holder();
        return holder == null ? null : byWaiter.get(holder.getId());
    }

    /**
     * All threads that wait, by their identifiers.
     *
     * @return the waits
     */
    public List<Wait> waits() {
        return waits;
    }

    /**
     * The circles of threads of which each waits for a lock that the next one holds, or for its end; none of them can ever go on unless
     * one is interrupted, or times out, or somebody else releases a plain {@link Lock}.
     *
     * @return the circles, each in the order of waiting; empty if there is no deadlock
     */
    public List<List<Wait>> deadlocks() {
        return deadlocks;
    }

    /**
     * The report as text, deadlocks first.
     *
     * @return one line per waiting thread
     */
    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        for (List<Wait> circle : deadlocks) {
            lines.add("Deadlock of " + circle.size() + (circle.size() == 1 ? " thread:" : " threads:"));
            circle.forEach(wait -> lines.add("  " + wait));
        }
        lines.add(waits.isEmpty() ? "No thread waits." : "Waiting threads:");
        waits.forEach(wait -> lines.add("  " + wait));
        return String.join(System.lineSeparator(), lines);
    }
}
