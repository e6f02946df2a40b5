package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.InvalidObjectException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RawArrayTest {
    @Test
    void arrayOfASize_isZeros() {
        assertThat(new RawArray<Double>('d', 3)).containsExactly(0.0, 0.0, 0.0);
        assertThat(RawArray.booleans(2)).containsExactly(false, false);
        assertThat(RawArray.ints(0)).isEmpty();
        assertThat(RawArray.ints(0).toArray(int[].class)).isEmpty();
    }

    @Test
    void memoryThatWasUsedBefore_isZerosAgain() {
        for (int i = 0; i < 10_000; i++) {
            var array = RawArray.longs(100);
            if (array.get(i % 100) != 0) {
                throw new AssertionError("array " + i + " begins with " + array);
            }
            array.set(i % 100, -1L);
        }
    }

    @Test
    void arrayOfElements_holdsThem() {
        assertThat(new RawArray<>('H', List.of(1, 65535))).containsExactly(1, 65535);
        assertThat(RawArray.of(1, 2, 3)).containsExactly(1, 2, 3).hasToString("RawArray('i', [1, 2, 3])");
        assertThat(RawArray.of(1L).typeCode()).isEqualTo('q');
        assertThat(RawArray.of('a', 'b')).containsExactly('a', 'b');
        assertThat(RawArray.of(true, false)).containsExactly(true, false);
        assertThat(RawArray.ints(100).toString()).endsWith("0, ...], length=100)");
    }

    @Test
    void badInput_isRefused() {
        assertThatThrownBy(() -> RawArray.ints(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 elements");
        assertThatThrownBy(() -> RawArray.bytes(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawArray<>('z', 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawArray<Object>('i', List.of(1, "2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("String");
        var array = RawArray.of(1, 2, 3);
        assertThatThrownBy(() -> array.get(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("array of 3 elements");
        assertThatThrownBy(() -> array.get(-4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.set(Long.MIN_VALUE, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.setSlice(0, 2, List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a slice of 2 elements cannot be replaced by 1");
        assertThatThrownBy(() -> array.setSlice(0, 2, Arrays.asList(4, null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("an element");
        assertThatThrownBy(() -> array.slice(0, 3, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.toArray(long[].class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int[]");
        assertThatThrownBy(() -> array.toArray(String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.copyTo(0, new int[2], 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.copyTo(1, new int[3], 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.copyFrom(-1, new int[3], 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(array).containsExactly(1, 2, 3);
    }

    @Test
    void slice_isPythons() {
        var array = RawArray.of(0, 1, 2, 3, 4, 5);

        assertThat(array.slice(1, 3)).containsExactly(1, 2);
        assertThat(array.slice(-2, 100)).containsExactly(4, 5);
        assertThat(array.slice(0, 6, 2)).containsExactly(0, 2, 4);
        assertThat(array.slice(-1, -7, -1)).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(array.slice(3, 1)).isEmpty();
        array.setSlice(0, 6, 3, List.of(10, 13));
        assertThat(array).containsExactly(10, 1, 2, 13, 4, 5);
    }

    @Test
    void largeArray_isSharedWithWorkersAndFreed() throws Exception {
        var array = RawArray.doubles(100_000);
        array.copyFrom(0, IntStream.range(0, 100_000).asDoubleStream().toArray(), 0, 100_000);
        try (var pool = new Pool(2)) {
            List<Double> sums = pool.map(
                    part -> {
                        var half = new double[50_000];
                        array.copyTo(part * 50_000L, half, 0, half.length);
                        array.set(part, -1.0);
                        return Arrays.stream(half).sum();
                    },
                    List.of(0, 1));

            assertThat(sums.get(0) + sums.get(1)).isBetween(4_999_949_998.0, 4_999_950_000.0);
            assertThat(array.get(0)).isEqualTo(-1.0);
            array.free();
            array.free();
            assertThat(array.get(1)).as("who has it goes on").isEqualTo(-1.0);
            assertThatThrownBy(() -> pool.apply(() -> array.get(0)))
                    .hasStackTraceContaining("is closed and cannot be sent");
        }
    }

    @Test
    void freedSmallArray_isNotWhatTheNextOneGets() {
        var freed = RawArray.of(1, 2);
        freed.free();
        var next = RawArray.ints(2);

        assertThat(freed).as("who has it goes on").containsExactly(1, 2);
        freed.set(0, 9);
        assertThat(next).containsExactly(0, 0);
    }

    @Test
    void largeArrayThatNobodyReaches_isRemoved() throws Exception {
        long before = blocks();
        makeAndForget();
        org.awaitility.Awaitility.await()
                .pollInSameThread()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> {
                    System.gc();
                    return blocks() == before;
                });
    }

    private static void makeAndForget() throws Exception {
        var array = RawArray.bytes(200_000);
        assertThat(array.get(-1)).isZero();
        assertThat(blocks()).isPositive();
    }

    private static long blocks() throws Exception {
        try (var files = Files.list(RunFolder.root())) {
            return files.filter(file -> file.getFileName().toString().startsWith("block-"))
                    .count();
        }
    }

    @Test
    void copiedArray_hasMemoryOfItsOwn() {
        var array = RawArray.of(1.5, 2.5);
        var copy = SharedCTypes.copy(array);
        array.set(0, 0.0);

        assertThat(copy).containsExactly(1.5, 2.5);
    }

    @Test
    void arrayBeyondTwoGibibytes_isAddressedToItsEnd() throws Exception {
        Assumptions.assumeTrue(
                Files.getFileStore(RunFolder.root()).getUsableSpace() > 8L << 30, "not enough shared memory here");
        long length = (1L << 31) + 1000;
        var array = RawArray.bytes(length);
        try {
            array.set(-1, (byte) 5);
            array.copyFrom((1L << 30) - 2, new byte[] {1, 2, 3, 4}, 0, 4);
            var read = new byte[4];
            array.copyTo((1L << 30) - 2, read, 0, 4);

            assertThat(array.get(length - 1)).isEqualTo((byte) 5);
            assertThat(array.get(1L << 30)).isEqualTo((byte) 3);
            assertThat(read).containsExactly(1, 2, 3, 4);
            assertThatThrownBy(() -> array.toArray(byte[].class))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("copy them in parts");
        } finally {
            array.free();
        }
    }

    @Test
    void referenceToWhatIsGone_saysSo() throws Exception {
        var array = RawArray.bytes(100_000);
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(array);
        }
        array.free();
        var reader = new Pool(1);
        try {
            byte[] sent = bytes.toByteArray();
            assertThatThrownBy(() -> reader.apply(() -> {
                        try (var in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(sent))) {
                            return in.readObject();
                        }
                    }))
                    .isInstanceOf(InvalidObjectException.class)
                    .hasMessageContaining("is gone");
        } finally {
            reader.terminate();
            reader.join();
        }
    }
}
