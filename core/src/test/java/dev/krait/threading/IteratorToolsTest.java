package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IteratorToolsTest {
    private static final int ITEMS = 5000;

    /** Counts, and fails the test if two threads are inside at once. */
    private static final class Counting implements Iterator<Integer> {
        private final Lock inside = new Lock();
        private int next;

        private void alone(Runnable step) {
            try {
                assertThat(inside.acquire(false)).as("alone inside the source").isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            step.run();
            inside.release();
        }

        @Override
        public boolean hasNext() {
            alone(() -> {});
            return next < ITEMS;
        }

        @Override
        public Integer next() {
            alone(() -> next++);
            if (next > ITEMS) {
                throw new NoSuchElementException("end");
            }
            return next - 1;
        }
    }

    /** Throws at its third item, and has one more after that. */
    private static Iterator<String> failingOnce() {
        return new Iterator<>() {
            private int step;

            @Override
            public boolean hasNext() {
                return step < 4;
            }

            @Override
            public String next() {
                step++;
                if (step == 3) {
                    throw new IllegalArgumentException("third");
                }
                return "item " + step;
            }
        };
    }

    private static List<Integer> allItems() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    @Test
    void serializeIterator_handsEachItemToExactlyOneThread_byTheUsualLoop() throws Exception {
        SerializedIterator<Integer> shared = Threading.serializeIterator((Iterable<Integer>) Counting::new);
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        Thread[] takers = new Thread[3];
        for (int i = 0; i < takers.length; i++) {
            takers[i] = Runners.started(() -> {
                while (shared.hasNext()) {
                    taken.add(shared.next());
                }
            });
        }

        Runners.join(takers);

        assertThat(taken).hasSize(ITEMS).containsExactlyInAnyOrderElementsOf(allItems());
        assertThatThrownBy(shared::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void serializeIterator_handsEachItemToExactlyOneThread_byNextAlone() throws Exception {
        SerializedIterator<Integer> shared = Threading.serializeIterator(new Counting());
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        Thread[] takers = new Thread[3];
        for (int i = 0; i < takers.length; i++) {
            takers[i] = Runners.started(() -> {
                try {
                    while (true) {
                        taken.add(shared.next());
                    }
                } catch (NoSuchElementException end) {
                    assertThat(shared.hasNext()).isFalse();
                }
            });
        }

        Runners.join(takers);

        assertThat(taken).containsExactlyInAnyOrderElementsOf(allItems());
    }

    @Test
    void serializeIterator_hasNextTwice_keepsOneItem_andPassesNulls() {
        SerializedIterator<@Nullable String> shared = Threading.serializeIterator(Arrays.asList("a", null, "c"));

        assertThat(shared.hasNext()).isTrue();
        assertThat(shared.hasNext()).isTrue();
        assertThat(shared.next()).isEqualTo("a");
        assertThat(shared.hasNext()).isTrue();
        assertThat(shared.next()).isNull();
        assertThat(shared.next()).isEqualTo("c");
        assertThat(shared.hasNext()).isFalse();
    }

    @Test
    void serializeIterator_passesOnWhatTheSourceThrows_andGoesOn() {
        SerializedIterator<String> shared = Threading.serializeIterator(failingOnce());
        assertThat(shared.next()).isEqualTo("item 1");
        assertThat(shared.next()).isEqualTo("item 2");

        assertThatThrownBy(shared::next).isInstanceOf(IllegalArgumentException.class);

        assertThat(shared.next()).isEqualTo("item 4");
        assertThat(shared.hasNext()).isFalse();
    }

    @Test
    void serializeIterator_askedByItsOwnSource_isRefusedInsteadOfHanging() {
        var self = new ArrayList<Iterator<String>>();
        SerializedIterator<String> shared = Threading.serializeIterator(new Iterator<String>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                return self.get(0).next();
            }
        });
        self.add(shared);

        assertThatThrownBy(shared::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks that iterator");
        assertThat(shared).asString().endsWith("[idle]");
    }

    @Test
    void close_closesASourceThatCanBeClosed_andOnlyThat() throws Exception {
        var closed = new ArrayList<String>();
        class Closeable implements Iterator<String>, AutoCloseable {
            @Override
            public boolean hasNext() {
                return false;
            }

            @Override
            public String next() {
                throw new NoSuchElementException("empty");
            }

            @Override
            public void close() throws IOException {
                closed.add("closed");
                throw new IOException("on close");
            }
        }
        SerializedIterator<String> shared = Threading.serializeIterator(new Closeable());

        assertThatThrownBy(shared::close).isInstanceOf(IOException.class);
        Threading.serializeIterator(List.of("no", "close")).close();

        assertThat(closed).containsExactly("closed");
    }

    @Test
    void synchronizedIterator_wrapsEachResultOfTheMaker() throws Exception {
        Supplier<SerializedIterator<Integer>> maker =
                Threading.synchronizedIterator(() -> List.of(1, 2, 3).iterator());
        Function<Integer, SerializedIterator<Integer>> upTo = Threading.synchronizedIterator(
                (Integer limit) -> IntStream.range(0, limit).iterator());

        SerializedIterator<Integer> first = maker.get();
        assertThat(first.next()).isEqualTo(1);
        assertThat(maker.get()).isNotSameAs(first).toIterable().containsExactly(1, 2, 3);
        assertThat(upTo.apply(4)).toIterable().containsExactly(0, 1, 2, 3);
    }

    @Test
    @SuppressWarnings("NullAway") // A maker that breaks its promise is the point.
    void synchronizedIterator_ofAMakerThatReturnsNothing_failsAtTheCall() {
        Supplier<SerializedIterator<Integer>> maker = Threading.synchronizedIterator(() -> null);

        assertThatThrownBy(maker::get).isInstanceOf(NullPointerException.class).hasMessageContaining("maker");
    }

    @Test
    void synchronizedIterator_takesMakersOfNoOneOrTwoArguments() {
        Supplier<SerializedIterator<Integer>> none =
                Threading.synchronizedIterator(() -> List.of(1).iterator());
        Function<Integer, SerializedIterator<Integer>> one =
                Threading.synchronizedIterator((Integer a) -> List.of(a).iterator());
        BiFunction<Integer, Integer, SerializedIterator<Integer>> two = Threading.synchronizedIterator(
                (Integer a, Integer b) -> List.of(a, b).iterator());

        assertThat(none.get()).toIterable().containsExactly(1);
        assertThat(one.apply(2)).toIterable().containsExactly(2);
        assertThat(two.apply(3, 4)).toIterable().containsExactly(3, 4);
    }

    @Test
    void concurrentTee_ofAnIterator_sharesWhatIsLeftOfIt() {
        Iterator<Integer> source = List.of(1, 2, 3).iterator();
        source.next();

        List<Iterator<Integer>> branches = Threading.concurrentTee(source);

        assertThat(branches).hasSize(2);
        assertThat(branches.get(0)).toIterable().containsExactly(2, 3);
        assertThat(branches.get(1)).toIterable().containsExactly(2, 3);
        assertThat(Threading.concurrentTee(List.of(1).iterator(), 3)).hasSize(3);
        assertThatThrownBy(() -> Threading.concurrentTee(source, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void concurrentTee_letsEachBranchSeeEverythingInOrder() throws Exception {
        List<Iterator<Integer>> branches = Threading.concurrentTee(Counting::new, 3);
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (Iterator<Integer> branch : branches) {
            var mine = new ArrayList<Integer>();
            seen.add(mine);
            readers.add(Runners.started(() -> branch.forEachRemaining(mine::add)));
        }

        Runners.join(readers.toArray(new Thread[0]));

        assertThat(seen).hasSize(3).allSatisfy(mine -> assertThat(mine).isEqualTo(allItems()));
    }

    @Test
    void concurrentTee_byDefault_hasTwoBranches_andReadsTheSourceLazily() {
        var counting = new Counting();
        List<Iterator<Integer>> branches = Threading.concurrentTee(() -> counting);

        assertThat(branches).hasSize(2);
        assertThat(branches.get(0).next()).isZero();
        assertThat(branches.get(0).next()).isEqualTo(1);
        assertThat(counting.next).isEqualTo(2);
        assertThat(branches.get(1).next()).isZero();
        assertThat(counting.next).isEqualTo(2);
    }

    @Test
    void concurrentTee_ofNone_isEmpty_andOfFewerIsRefused() {
        var counting = new Counting();

        assertThat(Threading.concurrentTee(() -> counting, 0)).isEmpty();
        assertThatThrownBy(() -> Threading.concurrentTee(() -> counting, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(">= 0");
        assertThat(counting.next).isZero();
    }

    @Test
    void concurrentTee_whatTheSourceThrows_reachesOnlyTheBranchThatAsked() {
        List<Iterator<String>> branches = Threading.concurrentTee(IteratorToolsTest::failingOnce, 2);
        Iterator<String> first = branches.get(0);
        Iterator<String> second = branches.get(1);
        first.next();
        first.next();

        assertThatThrownBy(first::next).isInstanceOf(IllegalArgumentException.class);

        assertThat(second).toIterable().containsExactly("item 1", "item 2", "item 4");
        assertThat(first.next()).isEqualTo("item 4");
        assertThat(first.hasNext()).isFalse();
        assertThatThrownBy(first::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void concurrentTee_passesNulls_andRefusesASourceThatAsksItself() {
        assertThat(Threading.<@Nullable String>concurrentTee(Arrays.asList("a", null), 1)
                        .get(0))
                .toIterable()
                .containsExactly("a", null);

        var self = new ArrayList<Iterator<String>>();
        Iterable<String> source = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                return self.get(0).next();
            }
        };
        self.addAll(Threading.concurrentTee(source));
        assertThatThrownBy(self.get(0)::next).isInstanceOf(IllegalStateException.class);
    }
}
