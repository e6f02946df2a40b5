package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Args;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every way to map gives what a plain loop gives. */
class PoolMapProperties {
    /** A map over the numbers below a size, some of which fail. */
    record Case(int workers, int size, int chunk, Set<Integer> failing, boolean lazy) {
        Iterable<Integer> items() {
            List<Integer> items = PoolContract.range(size);
            return lazy ? () -> items.stream().iterator() : items;
        }

        /** What the loop gives, with the text of a failure in its place. */
        List<String> expected() {
            return PoolContract.range(size).stream()
                    .map(x -> failing.contains(x) ? "failed at " + x : Integer.toString(3 * x + 1))
                    .toList();
        }
    }

    static int work(Set<Integer> failing, int x) {
        if (failing.contains(x)) {
            throw new IllegalStateException("failed at " + x);
        }
        return 3 * x + 1;
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 150),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 150).set().ofMaxSize(4),
                        Arbitraries.of(true, false))
                .as((workers, size, chunk, failing, lazy) ->
                        new Case(workers, size, chunk, new HashSet<>(failing), lazy));
    }

    @Property(tries = 150)
    void threadPool_mapsAsALoopDoes(@ForAll("cases") Case c) throws Exception {
        check(new ThreadPool(c.workers), c);
    }

    @Property(tries = 150)
    void inlinePool_mapsAsALoopDoes(@ForAll("cases") Case c) throws Exception {
        check(Pool.inline(), c);
    }

    @Property(tries = 10)
    void processPool_mapsAsALoopDoes(@ForAll("cases") Case c) throws Exception {
        check(new Pool(c.workers), c);
    }

    private static void check(Pool pool, Case c) throws Exception {
        Set<Integer> failing = c.failing;
        try (pool) {
            int chunk = c.chunk;
            checkWhole(
                    c,
                    chunk == 0
                            ? pool.mapAsync(x -> work(failing, x), c.items())
                            : pool.mapAsync(x -> work(failing, x), c.items(), chunk));
            var pairs = PoolContract.range(c.size).stream()
                    .map(x -> Args.of(failing, x))
                    .toList();
            checkWhole(
                    c,
                    chunk == 0
                            ? pool.starmapAsync(PoolMapProperties::work, pairs)
                            : pool.starmapAsync(PoolMapProperties::work, pairs, chunk));
            assertThat(texts(
                            chunk == 0
                                    ? pool.imap(x -> work(failing, x), c.items())
                                    : pool.imap(x -> work(failing, x), c.items(), chunk)))
                    .isEqualTo(c.expected());
            assertThat(texts(
                            chunk == 0
                                    ? pool.imapUnordered(x -> work(failing, x), c.items())
                                    : pool.imapUnordered(x -> work(failing, x), c.items(), chunk)))
                    .containsExactlyInAnyOrderElementsOf(c.expected());
        }
        pool.join();
    }

    private static void checkWhole(Case c, AsyncResult<List<Integer>> result) throws Exception {
        List<String> failures =
                c.expected().stream().filter(text -> text.startsWith("failed")).toList();
        try {
            assertThat(result.get(PoolContract.LONG).stream()
                            .map(Object::toString)
                            .toList())
                    .isEqualTo(c.expected());
            assertThat(failures).isEmpty();
        } catch (IllegalStateException e) {
            assertThat(failures).contains(e.getMessage());
        }
    }

    private static List<String> texts(IMapIterator<Integer> results) throws Exception {
        var texts = new ArrayList<String>();
        while (results.hasNext()) {
            try {
                texts.add(Integer.toString(results.take(PoolContract.LONG)));
            } catch (IllegalStateException e) {
                texts.add(e.getMessage());
            }
        }
        return Collections.unmodifiableList(texts);
    }
}
