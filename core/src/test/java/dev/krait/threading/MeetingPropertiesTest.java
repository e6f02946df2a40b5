package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of what several threads do together: barrier rounds, signals, shared iterators. */
class MeetingPropertiesTest {
    @Property(tries = 25)
    void barrier_letsNobodyIntoARoundBeforeAllHaveLeftTheOneBefore(
            @ForAll @IntRange(min = 1, max = 4) int parties, @ForAll @IntRange(min = 1, max = 8) int rounds)
            throws Exception {
        var arrivals = new AtomicInteger();
        var arrivedAtAction = Collections.synchronizedList(new ArrayList<Integer>());
        var barrier = new Barrier(parties, () -> arrivedAtAction.add(arrivals.get()));
        List<List<Integer>> indices = new ArrayList<>();
        Thread[] visitors = new Thread[parties];
        for (int i = 0; i < parties; i++) {
            var mine = new ArrayList<Integer>();
            indices.add(mine);
            visitors[i] = Runners.started(() -> {
                for (int round = 0; round < rounds; round++) {
                    arrivals.incrementAndGet();
                    mine.add(barrier.await());
                }
            });
        }
        Runners.join(visitors);

        // The action of round r runs when all have arrived r times, and nobody once more.
        assertThat(arrivedAtAction)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, rounds)
                        .mapToObj(round -> round * parties)
                        .toList());
        for (int r = 0; r < rounds; r++) {
            int round = r;
            assertThat(indices.stream().map(mine -> mine.get(round)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, parties).boxed().toList());
        }
    }

    @Property(tries = 25)
    void barrier_numbersThoseWhoStay_withoutGaps(@ForAll @Size(min = 1, max = 4) List<Boolean> leaves)
            throws Exception {
        int stayers = (int) leaves.stream().filter(leave -> !leave).count();
        var barrier = new Barrier(leaves.size() + 1);
        List<Integer> indices = Collections.synchronizedList(new ArrayList<>());
        var waiting = new ArrayList<Thread>();
        for (boolean leave : leaves) {
            waiting.add(Runners.waiting(
                    () -> {
                        try {
                            indices.add(barrier.await());
                        } catch (InterruptedException left) {
                            assertThat(leave).isTrue();
                        }
                    },
                    false));
        }
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i)) {
                waiting.get(i).interrupt();
                Runners.join(waiting.get(i));
            }
        }
        assertThat(barrier.nWaiting()).isEqualTo(stayers);

        for (int i = stayers; i < leaves.size(); i++) {
            waiting.add(Runners.started(() -> indices.add(barrier.await())));
        }
        indices.add(barrier.await());
        Runners.join(waiting.toArray(new Thread[0]));

        assertThat(indices)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(0, leaves.size()).boxed().toList());
    }

    @Property(tries = 25)
    void condition_wakesAsManyAsAsked_oldestFirst(
            @ForAll @IntRange(min = 1, max = 5) int waiters,
            @ForAll @Size(max = 6) List<@IntRange(min = -1, max = 3) Integer> signals)
            throws Exception {
        var condition = new Condition(new Lock());
        List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < waiters; i++) {
            int number = i;
            threads.add(Runners.waiting(
                    () -> condition.run(() -> {
                        condition.await();
                        woken.add(number);
                    }),
                    false));
            Runners.eventually().until(() -> !condition.locked());
        }
        int expected = 0;
        for (int count : signals) {
            condition.run(() -> condition.signal(count));
            int before = expected;
            expected = Math.min(waiters, expected + Math.max(0, count));
            for (int i = before; i < expected; i++) {
                Runners.join(threads.get(i));
            }
            assertThat(woken)
                    .containsExactlyElementsOf(
                            IntStream.range(0, expected).boxed().toList());
        }
        condition.run(condition::signalAll);
        Runners.join(threads.toArray(new Thread[0]));
        assertThat(woken).hasSize(waiters);
    }

    @Property(tries = 200)
    void branches_seeTheSourcesItems_inWhateverOrderTheyAreRead(
            @ForAll @Size(max = 20) List<Integer> items,
            @ForAll @IntRange(min = 1, max = 4) int branches,
            @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> readers) {
        List<Iterator<Integer>> tee = Threading.concurrentTee(items, branches);
        int[] read = new int[branches];
        for (int reader : readers) {
            int i = reader % branches;
            Iterator<Integer> branch = tee.get(i);
            assertThat(branch.hasNext()).isEqualTo(read[i] < items.size());
            if (branch.hasNext()) {
                assertThat(branch.next()).isEqualTo(items.get(read[i]++));
            }
        }
        for (int i = 0; i < branches; i++) {
            assertThat(tee.get(i)).toIterable().containsExactlyElementsOf(items.subList(read[i], items.size()));
        }
    }

    @Property(tries = 25)
    void sharedIterator_handsOutEachItemOnce_whateverTheMixOfCalls(
            @ForAll @Size(max = 50) List<Integer> items, @ForAll @IntRange(min = 1, max = 3) int threads)
            throws Exception {
        SerializedIterator<Integer> shared = Threading.serializeIterator(items);
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        Thread[] takers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            takers[i] = Runners.started(() -> shared.forEachRemaining(taken::add));
        }
        Runners.join(takers);

        assertThat(taken).containsExactlyInAnyOrderElementsOf(items);
    }
}
