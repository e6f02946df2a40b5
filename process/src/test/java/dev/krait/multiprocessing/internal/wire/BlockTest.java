package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Function0;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large arrays that follow their message, in a file that is written and read through a mapping or without one. */
class BlockTest {
    private static final int SMALL = 100;
    private static final int LARGE = ReusedSegment.LEAST + 13;

    private final Random random = new Random(7);
    private final SegmentReader reader = new SegmentReader();
    private File file;
    private ReusedSegment segment;

    @BeforeEach
    void newSegment(@TempDir Path folder) {
        file = folder.resolve("segment").toFile();
        segment = new ReusedSegment(file);
    }

    static Stream<Class<?>> types() {
        return Stream.of(
                byte.class, short.class, char.class, int.class, long.class, float.class, double.class, boolean.class);
    }

    private Object array(Class<?> type, int length) {
        Object array = Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            int number = random.nextInt();
            if (type == boolean.class) {
                Array.setBoolean(array, i, number < 0);
            } else if (type == char.class) {
                Array.setChar(array, i, (char) number);
            } else if (type == byte.class) {
                Array.setByte(array, i, (byte) number);
            } else if (type == short.class) {
                Array.setShort(array, i, (short) number);
            } else if (type == int.class) {
                Array.setInt(array, i, number);
            } else if (type == long.class) {
                Array.setLong(array, i, random.nextLong());
            } else if (type == float.class) {
                Array.setFloat(array, i, random.nextFloat());
            } else {
                Array.setDouble(array, i, random.nextDouble());
            }
        }
        return array;
    }

    private ByteWriter encoded(Object... values) throws IOException {
        var out = new ByteWriter(16).withBlocksWithin();
        var encoder = new ValueEncoder(out);
        for (Object value : values) {
            encoder.encode(value);
        }
        return out;
    }

    /** What a reader makes of values, each time the same for one that maps the file and for one that does not. */
    private List<Object> travelled(Object... values) throws Exception {
        ByteWriter out = encoded(values);
        segment.write(out.array(), 0, out.size(), out.blocks());
        var arrived = new ArrayList<Object>();
        try (var mapped = reader.open(file);
                var read = new Segment.Reading(file)) {
            var first = decoder(new ByteReader(mapped.next(out.size())).withBlocks(mapped));
            var second = decoder(new ByteReader(read.next(out.size())).withBlocks(read));
            for (int i = 0; i < values.length; i++) {
                Object value = first.decode();
                assertThat(second.decode()).usingRecursiveComparison().isEqualTo(value);
                arrived.add(value);
            }
        }
        return arrived;
    }

    private static ValueDecoder decoder(ByteReader in) {
        return new ValueDecoder(in, BlockTest.class.getClassLoader());
    }

    @ParameterizedTest
    @MethodSource("types")
    void arraysOfEverySize_arriveAgainAndAgain(Class<?> type) throws Exception {
        for (int length : new int[] {LARGE, SMALL, 70_001, LARGE, 0, 3 * LARGE, LARGE}) {
            Object array = array(type, length);
            List<Object> arrived = travelled(array, "between", array);
            assertThat(arrived.get(0)).isEqualTo(array).hasSameClassAs(array);
            assertThat(arrived.get(1)).isEqualTo("between");
            assertThat(arrived.get(2)).isEqualTo(array);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void largeArrayAnywhereInAValue_followsItsMessage(Class<?> type) throws Exception {
        Object array = array(type, LARGE);
        var value = new ArrayList<Object>(List.of(1, array, new Object[] {array, array(type, SMALL)}, "end"));

        assertThat(encoded(value).size()).isLessThan(SMALL * Long.BYTES + 100);
        var arrived = (List<?>) travelled(value).get(0);

        assertThat(arrived).usingRecursiveComparison().isEqualTo(value);
        assertThat(((Object[]) arrived.get(2))[0]).as("still shared").isSameAs(arrived.get(1));
    }

    @Test
    void arraysOfArrays_followTheirMessageRowByRow() throws Exception {
        double[][] rows = IntStream.range(0, 9)
                .mapToObj(row -> (double[]) array(double.class, row == 4 ? SMALL : LARGE))
                .toArray(double[][]::new);

        assertThat(encoded((Object) rows).blocks()).hasSize(8);
        assertThat(travelled((Object) rows).get(0)).isEqualTo(rows);
    }

    @Test
    void arraysOfArraysOfArrays_keepWhatIsSharedMissingAndEmpty() throws Exception {
        var shared = (int[]) array(int.class, LARGE);
        int[][][] value = {{shared, null, {}, {1, 2}}, null, {}, {shared, (int[]) array(int.class, LARGE)}};
        value[2] = value[0];

        assertThat(encoded((Object) value).blocks()).hasSize(2);
        var arrived = (int[][][]) travelled((Object) value).get(0);

        assertThat(Arrays.deepEquals(arrived, value)).isTrue();
        assertThat(arrived[2]).isSameAs(arrived[0]);
        assertThat(arrived[3][0]).isSameAs(arrived[0][0]);
    }

    @Test
    void arrayThatContainsItself_andLargeOnes_arrivesSo() throws Exception {
        var numbers = (long[]) array(long.class, LARGE);
        Object[] value = {numbers, null, new long[][] {numbers}};
        value[1] = value;

        ByteWriter out = encoded((Object) value);
        assertThat(out.blocks()).hasSize(1);
        segment.write(out.array(), 0, out.size(), out.blocks());
        try (var read = new Segment.Reading(file)) {
            var arrived = (Object[]) decoder(new ByteReader(read.next(out.size())).withBlocks(read))
                    .decode();
            assertThat(arrived[0]).isEqualTo(numbers);
            assertThat(arrived[1]).isSameAs(arrived);
            assertThat(((long[][]) arrived[2])[0]).isSameAs(arrived[0]);
        }
    }

    @Test
    void arrayThatAReaderRefuses_asksForNoMemory() {
        for (int tag : new int[] {Tag.BEHIND, Tag.ARRAYS}) {
            var out = new ByteWriter(16);
            out.putByte(tag);
            out.putByte(Tag.LONGS);
            if (tag == Tag.ARRAYS) {
                out.putByte(1);
            }
            out.putUnsigned(Integer.MAX_VALUE - 8);
            assertThatThrownBy(() -> decoder(new ByteReader(out.toByteArray())).decode())
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void coders_keepNothingOfAMessageThatIsDone() throws Exception {
        var out = new ByteWriter(16).withBlocksWithin();
        var encoder = new ValueEncoder(out);
        var sent = new WeakReference<>(array(int.class, LARGE));
        encoder.encode(new Object[] {sent.get()});
        segment.write(out.array(), 0, out.size(), out.blocks());
        out.takeBlocks();
        try (var read = new Segment.Reading(file)) {
            var decoder = decoder(new ByteReader(read.next(out.size())).withBlocks(read));
            try {
                var arrived = new WeakReference<>(decoder.decode());
                await().until(() -> {
                    System.gc();
                    return sent.get() == null && arrived.get() == null;
                });
            } finally {
                Reference.reachabilityFence(encoder);
                Reference.reachabilityFence(decoder);
            }
        }
    }

    @Test
    void whatALambdaHolds_followsItsMessage() throws Exception {
        var held = (long[]) array(long.class, LARGE);
        Function0<long[]> lambda = () -> held;

        assertThat(encoded(lambda).blocks()).hasSize(1);
        assertThat(((Function0<?>) travelled(lambda).get(0)).call()).isEqualTo(held);
    }

    @Test
    void valueThatNeedsAnObjectStream_hasEverythingInItsMessage() throws Exception {
        var value = new ArrayList<Object>(List.of(array(int.class, LARGE), new int[0].getClass()));

        assertThat(encoded(value).blocks()).isEmpty();
        assertThat(travelled(value).get(0)).usingRecursiveComparison().isEqualTo(value);
    }

    @Test
    void whatCannotTravel_leavesNoArrayBehind() throws Exception {
        ByteWriter out = encoded(array(int.class, LARGE));

        assertThatThrownBy(() -> new ValueEncoder(out).encode(List.of(array(int.class, LARGE), new Object())))
                .isInstanceOf(IOException.class);
        assertThat(out.blocks()).hasSize(1);
    }

    @Test
    void arrayThatIsPartOfAValue_staysInTheMessageWhereTheReaderHasNoFileAnyMore() throws Exception {
        var out = new ByteWriter(16).withBlocks();
        new ValueEncoder(out).encode(List.of(array(int.class, LARGE)));
        assertThat(out.blocks()).isEmpty();
    }
}
