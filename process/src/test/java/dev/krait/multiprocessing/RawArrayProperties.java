package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** A shared array does what a plain one does. */
class RawArrayProperties {
    @Property(tries = 300)
    void doubles_readAsTheyWereWritten(@ForAll double[] plain, @ForAll @IntRange(min = 0, max = 300) int from) {
        var array = RawArray.doubles(plain.length + 300L);
        array.copyFrom(from, plain, 0, plain.length);
        var read = new double[plain.length];
        array.copyTo(from, read, 0, read.length);

        assertThat(read).isEqualTo(plain);
        for (int i = 0; i < plain.length; i++) {
            assertThat(array.get(from + i)).isEqualTo(plain[i]);
        }
        assertThat(RawArray.of(plain).toArray(double[].class)).isEqualTo(plain);
    }

    @Property(tries = 100)
    void allPrimitives_goThereAndBack(
            @ForAll byte[] bytes,
            @ForAll short[] shorts,
            @ForAll int[] ints,
            @ForAll long[] longs,
            @ForAll float[] floats,
            @ForAll char[] chars,
            @ForAll boolean[] booleans) {
        assertThat(RawArray.of(bytes).toArray(byte[].class)).isEqualTo(bytes);
        assertThat(RawArray.of(shorts).toArray(short[].class)).isEqualTo(shorts);
        assertThat(RawArray.of(ints).toArray(int[].class)).isEqualTo(ints);
        assertThat(RawArray.of(longs).toArray(long[].class)).isEqualTo(longs);
        assertThat(RawArray.of(floats).toArray(float[].class)).isEqualTo(floats);
        assertThat(RawArray.of(chars).toArray(char[].class)).isEqualTo(chars);
        assertThat(RawArray.of(booleans).toArray(boolean[].class)).isEqualTo(booleans);
    }

    @Property(tries = 300)
    void changes_leaveEverythingElseAlone(
            @ForAll @Size(min = 1, max = 40) short[] plain, @ForAll @Size(max = 50) List<Integer> positions) {
        var array = RawArray.of(plain);
        for (int position : positions) {
            int i = Math.floorMod(position, plain.length);
            plain[i] += (short) position;
            assertThat(array.addAndGet(i - plain.length, (short) position)).isEqualTo(plain[i]);
        }
        assertThat(array.toArray(short[].class)).isEqualTo(plain);
    }

    @Property(tries = 1000)
    void slices_areThePositionsThatPythonMeans(
            @ForAll @IntRange(min = 0, max = 12) int length,
            @ForAll @LongRange(min = -15, max = 15) long from,
            @ForAll @LongRange(min = -15, max = 15) long to,
            @ForAll @LongRange(min = -5, max = 5) long step) {
        if (step == 0) {
            return;
        }
        var array = RawArray.of(IntStream.range(0, length).toArray());

        List<Integer> slice = array.slice(from, to, step);

        assertThat(slice).isEqualTo(model(length, from, to, step));
        array.setSlice(from, to, step, slice.stream().map(i -> i + 100).toList());
        for (int i = 0; i < length; i++) {
            assertThat(array.get(i)).isEqualTo(slice.contains(i) ? i + 100 : i);
        }
    }

    /** Walks all positions that there are, from far outside on, and keeps those that exist. */
    private static List<Integer> model(int length, long from, long to, long step) {
        long first = from < 0 ? from + length : from;
        long end = to < 0 ? to + length : to;
        var positions = new ArrayList<Integer>();
        if (step > 0) {
            LongStream.range(Math.max(first, 0), Math.min(end, length))
                    .filter(i -> (i - Math.max(first, 0)) % step == 0)
                    .forEach(i -> positions.add((int) i));
        } else {
            long top = Math.min(first, length - 1);
            for (long i = top; i > end && i >= 0; i--) {
                if ((top - i) % -step == 0) {
                    positions.add((int) i);
                }
            }
        }
        return positions;
    }

    @Property(tries = 200)
    void extremeSlices_doNotOverflow(@ForAll long from, @ForAll long to, @ForAll long step) {
        var array = RawArray.of(0, 1, 2);
        if (step != 0) {
            assertThat(array.slice(from, to, step)).hasSizeLessThanOrEqualTo(3).allMatch(i -> i >= 0 && i < 3);
        }
    }
}
