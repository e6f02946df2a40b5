package dev.krait.examples.showdown;

import dev.krait.function.Function1;
import dev.krait.threading.Threading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One job, done in every way that this JDK has; each way must give the same answer. */
final class Contest<A, R> {
    private final String title;
    private final Function1<A, R> function;
    private final List<A> items;
    private final List<Finish> finishes = new ArrayList<>();
    private final List<String> disagreements = new ArrayList<>();
    private List<R> answer = List.of();

    /**
     * A contest to come.
     *
     * @param title what the job is
     * @param function what is to be applied
     * @param items what it is to be applied to; at least one
     */
    Contest(String title, Function1<A, R> function, List<A> items) {
        this.title = title;
        this.function = function;
        this.items = items;
    }

    /**
     * Does the job in all ways.
     *
     * @param warmUps how many items are done beforehand and untimed, so that the first way does not pay for loading what
     *     all use
     * @param threads how many threads
     * @param processes how many processes
     * @param starting told of each way before it starts
     */
    void hold(int warmUps, int threads, int processes, Consumer<String> starting) throws Exception {
        Way.ONE_BY_ONE.map(function, items.subList(0, Math.min(warmUps, items.size())), 1);
        Map<Way, Integer> workers = new EnumMap<>(Way.class);
        workers.put(Way.ONE_BY_ONE, 1);
        workers.put(Way.THREADS, threads);
        if (Threading.virtualThreadsAvailable()) {
            // These are cheap enough that nobody counts them.
            workers.put(Way.VIRTUAL_THREADS, items.size());
        }
        workers.put(Way.PROCESSES, processes);
        for (var entry : workers.entrySet()) {
            Way way = entry.getKey();
            starting.accept(title + ": " + way.describe(entry.getValue()));
            long started = System.nanoTime();
            List<R> found = way.map(function, items, entry.getValue());
            var finish = new Finish(way, entry.getValue(), Duration.ofNanos(System.nanoTime() - started));
            if (finishes.isEmpty()) {
                answer = found;
            } else {
                compare(finish, found);
            }
            finishes.add(finish);
        }
    }

    private void compare(Finish finish, List<R> found) {
        for (int i = 0; i < answer.size(); i++) {
            if (!answer.get(i).equals(found.get(i))) {
                disagreements.add(title + ": " + finish.name() + " gave " + found.get(i) + ", but one by one gave "
                        + answer.get(i));
                return;
            }
        }
    }

    String title() {
        return title;
    }

    /** The ways in the order of their start; the first is one by one. */
    List<Finish> finishes() {
        return finishes;
    }

    /** What the job found, item by item. */
    List<R> answer() {
        return answer;
    }

    /** Says of each way that gave another answer where it differs. */
    List<String> disagreements() {
        return disagreements;
    }
}
