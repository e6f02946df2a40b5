package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The two stores against the JDK's own collections, over sizes at which blocks begin and end. */
class StoreLawsTest {
    /** Positive: add so many; negative: remove so many. */
    @Property(tries = 300)
    void linkedBlocks_areAQueue(@ForAll @Size(max = 30) List<@IntRange(min = -300, max = 300) Integer> steps) {
        var blocks = new LinkedBlocks<Integer>();
        var model = new ArrayDeque<Integer>();
        int next = 0;
        for (int step : steps) {
            for (int i = 0; i < step; i++) {
                blocks.add(next);
                model.add(next++);
            }
            for (int i = step; i < 0 && !model.isEmpty(); i++) {
                assertThat(blocks.remove()).isEqualTo(model.remove());
            }
            assertThat(blocks.size()).isEqualTo(model.size());
            assertThat(listOf(blocks)).isEqualTo(List.copyOf(model));
        }
    }

    @Property(tries = 300)
    void linkedBlocks_loseExactlyWhatTheIteratorRemoves(
            @ForAll @IntRange(max = 400) int added,
            @ForAll @IntRange(max = 400) int taken,
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll long seed) {
        var blocks = new LinkedBlocks<Integer>();
        var model = new ArrayDeque<Integer>();
        for (int i = 0; i < added; i++) {
            blocks.add(i);
            model.add(i);
        }
        for (int i = 0; i < taken && !model.isEmpty(); i++) {
            blocks.remove();
            model.remove();
        }
        removeSome(blocks.iterator(), new Random(seed), percent);
        removeSome(model.iterator(), new Random(seed), percent);
        assertThat(listOf(blocks)).isEqualTo(List.copyOf(model));
        for (int i = 0; i < 200; i++) {
            blocks.add(i);
            model.add(i);
        }
        while (!model.isEmpty()) {
            assertThat(blocks.remove()).isEqualTo(model.remove());
        }
        assertThat(blocks.size()).isZero();
        assertThatThrownBy(blocks::remove).isInstanceOf(NoSuchElementException.class);
    }

    @Property(tries = 300)
    void binaryHeap_givesTheSmallestFirst(@ForAll @Size(max = 60) List<@IntRange(min = -9, max = 20) Integer> steps) {
        var heap = new BinaryHeap<Integer>(Integer::compare);
        var model = new java.util.PriorityQueue<Integer>();
        for (int step : steps) {
            if (step >= 0) {
                heap.add(step);
                model.add(step);
            } else if (!model.isEmpty()) {
                assertThat(heap.iterator().next()).isEqualTo(model.peek());
                assertThat(heap.remove()).isEqualTo(model.remove());
            }
            assertThat(heap.size()).isEqualTo(model.size());
            assertThat(listOf(heap)).containsExactlyInAnyOrderElementsOf(model);
        }
    }

    @Property(tries = 300)
    void binaryHeap_losesExactlyWhatTheIteratorRemoves(
            @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> items,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll long seed) {
        var heap = new BinaryHeap<Integer>(Integer::compare);
        items.forEach(heap::add);
        var rest = listOf(heap);
        removeSome(heap.iterator(), new Random(seed), percent);
        removeSome(rest.iterator(), new Random(seed), percent);
        rest.sort(null);
        var left = new ArrayList<Integer>();
        while (heap.size() > 0) {
            left.add(heap.remove());
        }
        assertThat(left).isEqualTo(rest);
        assertThatThrownBy(heap::remove).isInstanceOf(NoSuchElementException.class);
    }

    @Property(tries = 300)
    void binaryHeap_whoseComparatorFailsAtAnyPoint_isAsItWas(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 20) Integer> items,
            @ForAll @IntRange(max = 8) int comparisons,
            @ForAll boolean adding) {
        int[] left = {Integer.MAX_VALUE};
        var heap = new BinaryHeap<Integer>((a, b) -> {
            if (left[0]-- == 0) {
                throw new IllegalStateException("no more comparing");
            }
            return Integer.compare(a, b);
        });
        items.forEach(heap::add);
        var before = listOf(heap);
        left[0] = comparisons;
        try {
            if (adding) {
                heap.add(-1);
                assertThat(heap.size()).isEqualTo(items.size() + 1);
            } else {
                heap.remove();
                assertThat(heap.size()).isEqualTo(items.size() - 1);
            }
        } catch (IllegalStateException e) {
            assertThat(listOf(heap)).isEqualTo(before);
        }
    }

    private static void removeSome(Iterator<Integer> items, Random random, int percent) {
        while (items.hasNext()) {
            items.next();
            if (random.nextInt(100) < percent) {
                items.remove();
            }
        }
    }

    private static List<Integer> listOf(Iterable<Integer> items) {
        var list = new ArrayList<Integer>();
        items.forEach(list::add);
        return list;
    }
}
