package dev.krait.multiprocessing.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.Pool;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareableListTest {
    private ShareableList list;

    @BeforeEach
    void makeList() throws Exception {
        list = ShareableList.of(1, 2L, 2.5, true, "text\0", new byte[] {1, 0}, null);
    }

    @AfterEach
    void unlink() throws Exception {
        list.shm().close();
        list.shm().unlink();
    }

    @Test
    void items_keepTypeAndTrailingZeros() {
        assertThat(list.subList(0, 5)).containsExactly(1, 2L, 2.5, true, "text\0");
        assertThat((byte[]) list.get(5)).containsExactly(1, 0);
        assertThat(list.get(6)).isNull();
        assertThat(list.get(-1)).isNull();
        assertThat(list.get(-7)).isEqualTo(1);
    }

    @Test
    void format_isPythonsForTheSlots() {
        assertThat(list.format()).isEqualTo("qqdxxxxxxx?8s8sxxxxxx?x");
    }

    @Test
    void countAndIndex_compareAsPythonDoes() {
        assertThat(list.count(1)).as("1 and true").isEqualTo(2);
        assertThat(list.count(1.0)).isEqualTo(2);
        assertThat(list.count(2)).isEqualTo(1);
        assertThat(list.count(new byte[] {1, 0})).isEqualTo(1);
        assertThat(list.count(null)).isEqualTo(1);
        assertThat(list.index("text\0")).isEqualTo(4);
        assertThat(list.index(true)).isZero();
        assertThat(list.indexOf("text")).isEqualTo(-1);
        assertThat(list.lastIndexOf(1)).as("true").isEqualTo(3);
        assertThat(list.lastIndexOf(new byte[] {1, 0})).isEqualTo(5);
        assertThat(list.lastIndexOf("text")).isEqualTo(-1);
        assertThatThrownBy(() -> list.index("text"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("text is not in this list");
    }

    @Test
    void positionsOutside_areRefused() {
        assertThatThrownBy(() -> list.get(7))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("7 items");
        assertThatThrownBy(() -> list.get(-8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.set(7, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.get(Integer.MIN_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void unsupportedItems_areRefusedAndNothingChanges() {
        assertThatThrownBy(() -> list.set(0, BigInteger.TEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.math.BigInteger");
        assertThatThrownBy(() -> list.set(4, "\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list.set(4, "eight or more"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 bytes")
                .hasMessageContaining("made for 8");
        assertThatThrownBy(() -> ShareableList.of(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(list.get(0)).isEqualTo(1);
        assertThat(list.get(4)).isEqualTo("text\0");
    }

    @Test
    void slots_takeOtherTypes() {
        list.set(0, "12345678");
        list.set(4, 4L);
        list.set(-1, false);

        assertThat(list.get(0)).isEqualTo("12345678");
        assertThat(list.get(4)).isEqualTo(4L);
        assertThat(list.get(6)).isEqualTo(false);
        assertThat(list.get(1)).as("its neighbour").isEqualTo(2L);
    }

    @Test
    void sentToWorkers_isTheSameList() throws Exception {
        try (var pool = new Pool(2);
                var numbers = ShareableList.of(IntStream.range(0, 50).boxed().toArray())
                        .shm()) {
            ShareableList shared = ShareableList.attach(numbers.name());
            List<Object> before = pool.map(
                    i -> shared.set(i, "#" + i), IntStream.range(0, 50).boxed().toList());

            assertThat(before).isEqualTo(IntStream.range(0, 50).boxed().toList());
            assertThat(shared)
                    .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "#" + i).toList());
            numbers.unlink();
        }
    }

    @Test
    void blockWithoutAList_isRefused() throws Exception {
        try (var plain = SharedMemory.create(100);
                var tiny = SharedMemory.create(3)) {
            assertThatThrownBy(() -> ShareableList.attach(plain.name()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("holds no ShareableList");
            assertThatThrownBy(() -> ShareableList.attach(tiny.name())).isInstanceOf(IOException.class);
            plain.unlink();
            tiny.unlink();
        }
    }

    @Test
    void listWhoseLengthWasSpoilt_isRefused() throws Exception {
        list.shm().buf().putLong(8, 1L << 40);

        assertThatThrownBy(() -> ShareableList.attach(list.shm().name())).isInstanceOf(IOException.class);
        list.shm().buf().putLong(8, 7);
    }

    @Test
    void closedList_canStillBePrinted() {
        list.shm().close();

        assertThat(list)
                .asString()
                .isEqualTo("ShareableList(closed, name=" + list.shm().name() + ")");
    }

    @Test
    void afterClose_accessIsRefused() throws Exception {
        ShareableList other = ShareableList.attach(list.shm().name());
        other.shm().close();

        assertThatThrownBy(() -> other.get(0)).isInstanceOf(IllegalStateException.class);
        assertThat(list.get(0)).isEqualTo(1);
    }
}
