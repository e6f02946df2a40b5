package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityQueueTest implements QueueContract {
    @Override
    public Queue<Integer> newQueue(int maxsize) {
        return new PriorityQueue<>(maxsize, Comparator.nullsLast(Comparator.naturalOrder()));
    }

    @Test
    void items_comeOutSmallestFirst() throws Exception {
        var queue = new PriorityQueue<Integer>();
        for (int item : new int[] {3, 1, 2, 1}) {
            queue.put(item);
        }
        assertThat(List.of(queue.get(), queue.get(), queue.get(), queue.get())).containsExactly(1, 1, 2, 3);
    }

    @Test
    void comparator_decidesWhatIsSmallest() throws Exception {
        var queue = new PriorityQueue<Integer>(Comparator.reverseOrder());
        for (int item : new int[] {3, 1, 2}) {
            queue.put(item);
        }
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(3, 2, 1);
    }

    @Test
    void limit_holdsWithNaturalOrderToo() throws Exception {
        var queue = new PriorityQueue<Integer>(1);
        queue.put(1);
        assertThat(queue.full()).isTrue();
        assertThatThrownBy(() -> queue.putNowait(0)).isInstanceOf(QueueFullException.class);
    }

    private record Job(int priority, String name) {}

    @Test
    void equalPriorities_areOrderedByTheNextField() throws Exception {
        var queue =
                new PriorityQueue<Job>(Comparator.comparingInt(Job::priority).thenComparing(Job::name));
        queue.put(new Job(1, "b"));
        queue.put(new Job(0, "z"));
        queue.put(new Job(1, "a"));
        assertThat(List.of(queue.get().name(), queue.get().name(), queue.get().name()))
                .containsExactly("z", "a", "b");
    }

    @Test
    void incomparableItem_isRefusedByThePutAndNeitherStoredNorCounted() throws Exception {
        var queue = new PriorityQueue<Object>();
        assertThatThrownBy(() -> queue.put(new Object()))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("comparator");
        assertThat(queue.empty()).isTrue();
        queue.put(1);
        assertThatThrownBy(() -> queue.put("text")).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> queue.putNowait(new Object())).isInstanceOf(ClassCastException.class);
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(queue.get()).isEqualTo(1);
    }

    @Test
    void nullItem_inNaturalOrder_isRefusedWithAHint() throws Exception {
        var queue = new PriorityQueue<Integer>();
        assertThatThrownBy(() -> queue.put(Nulls.item()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("nullsLast");
        queue.put(1);
        assertThatThrownBy(() -> queue.put(Nulls.item())).isInstanceOf(NullPointerException.class);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    void comparatorThatFailsDuringAGet_leavesAllItems() throws Exception {
        var failing = new boolean[1];
        var queue = new PriorityQueue<Integer>((a, b) -> {
            if (failing[0]) {
                throw new IllegalStateException("no order today");
            }
            return Integer.compare(a, b);
        });
        for (int item : new int[] {3, 1, 2, 5}) {
            queue.put(item);
        }
        failing[0] = true;
        assertThatThrownBy(queue::get).hasMessage("no order today");
        failing[0] = false;
        assertThat(List.of(queue.get(), queue.get(), queue.get(), queue.get())).containsExactly(1, 2, 3, 5);
    }
}
