package dev.krait.multiprocessing.internal.wire;

import static dev.krait.multiprocessing.internal.wire.ValueCodecProperties.copy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Function0;
import dev.krait.function.Function1;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
    record Point(int x, int y) implements Serializable {}

    record Unsendable(Object inner) {}

    @Test
    void recordsBetweenAnyTwoProcesses_travelAsObjectStream() throws Exception {
        assertThat(copy(new Point(1, 2))).isEqualTo(new Point(1, 2));
        assertThat(copy(List.of(new Point(1, 2)))).isEqualTo(List.of(new Point(1, 2)));
        assertThat(copy(Map.of("a", List.of(new Point(3, 4))))).isEqualTo(Map.of("a", List.of(new Point(3, 4))));
    }

    @Test
    void mapOrderedByAccess_staysOne() throws Exception {
        var map = new LinkedHashMap<String, Integer>(16, 0.75f, true);
        map.put("a", 1);
        map.put("b", 2);
        var copied = (Map<?, ?>) copy(map);
        assertThat(copied.get("a")).isEqualTo(1);
        assertThat(new ArrayList<Object>(copied.keySet())).isEqualTo(List.of("b", "a"));
        assertThat(new ArrayList<>(map.keySet())).isEqualTo(List.of("a", "b"));
    }

    @Test
    void mapOrderedByInsertion_staysOne() throws Exception {
        var map = new LinkedHashMap<String, Integer>();
        map.put("b", 2);
        map.put("a", 1);
        var copied = (Map<?, ?>) copy(map);
        assertThat(copied.get("b")).isEqualTo(2);
        assertThat(new ArrayList<Object>(copied.keySet())).isEqualTo(List.of("b", "a"));
    }

    @Test
    void sharedParts_stayShared() throws Exception {
        var part = new ArrayList<>(List.of(1));
        var whole = new ArrayList<Object>(List.of(part, "between", part));

        var copied = (List<?>) copy(whole);

        assertThat(copied).isEqualTo(whole);
        assertThat(copied.get(0)).isSameAs(copied.get(2));
    }

    @Test
    void sharedUnmodifiableParts_stayShared() throws Exception {
        var part = List.of(1, 2, 3);
        var copied = (List<?>) copy(new ArrayList<Object>(List.of(part, part)));

        assertThat(copied.get(0)).isSameAs(copied.get(1)).isEqualTo(part);
    }

    @Test
    void collectionThatContainsItself_travels() throws Exception {
        var self = new ArrayList<Object>();
        self.add(self);
        var array = new Object[1];
        array[0] = array;

        var copiedList = (List<?>) copy(self);
        var copiedArray = (Object[]) copy(array);

        assertThat(copiedList.get(0)).isSameAs(copiedList);
        assertThat(copiedArray[0]).isSameAs(copiedArray);
    }

    @Test
    void streamsListWithNull_travels() throws Exception {
        assertThat(copy(Stream.of(1, null, 3).toList()))
                .isEqualTo(Stream.of(1, null, 3).toList());
    }

    @Test
    void deque_travels() throws Exception {
        Object copied = copy(new ArrayDeque<>(List.of(1, 2, 3)));

        assertThat(copied).isInstanceOf(ArrayDeque.class);
        assertThat((ArrayDeque<?>) copied).hasToString("[1, 2, 3]");
    }

    @Test
    void subclassOfACollection_keepsItsClass() throws Exception {
        var list = new ArrayList<>(List.of(1)) {
            private static final long serialVersionUID = 1L;
        };
        assertThatThrownBy(() -> copy(list)).isInstanceOf(IOException.class).hasMessageContaining("cannot travel");
        assertThat(copy(new Names(List.of("a")))).isInstanceOf(Names.class).isEqualTo(List.of("a"));
    }

    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names(List<String> names) {
            super(names);
        }
    }

    @Test
    void whatCannotTravel_isRefusedAndTheWriterIsAsBefore() throws Exception {
        var out = new ByteWriter(16);
        out.putByte(42);

        assertThatThrownBy(() -> new ValueEncoder(out).encode(List.of(1, new Unsendable("x"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Unsendable");
        assertThat(out.toByteArray()).containsExactly(42);
    }

    @Test
    void lambdas_travelInOurOwnForm() throws Exception {
        int base = 40;
        String text = "krait";
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3));
        Function0<Integer> captures = () -> base + numbers.size();
        Function1<Integer, Integer> nothing = x -> x + 1;
        Function0<Integer> bound = text::length;
        Function1<String, Integer> unbound = String::length;
        Function0<List<Integer>> constructor = ArrayList::new;

        assertThat(List.of(encoded(captures)[0], encoded(nothing)[0], encoded(bound)[0], encoded(unbound)[0]))
                .containsOnly((byte) Tag.LAMBDA);
        assertThat(copied(captures).call()).isEqualTo(43);
        assertThat(copied(nothing).apply(1)).isEqualTo(2);
        assertThat(copied(bound).call()).isEqualTo(5);
        assertThat(copied(unbound).apply("four")).isEqualTo(4);
        assertThat(copied(constructor).call()).isEmpty();
    }

    @Test
    void lambdaThatCapturesAnObjectOfTheProgram_travelsAsObjectStream() throws Exception {
        var point = new Point(1, 2);
        Function0<Integer> captures = () -> point.x() + point.y();

        assertThat(encoded(captures)[0]).isEqualTo((byte) Tag.JAVA);
        assertThat(copied(captures).call()).isEqualTo(3);
    }

    @Test
    @SuppressWarnings("unchecked")
    void lambdaThatOccursTwice_staysOne() throws Exception {
        var numbers = new ArrayList<>(List.of(1));
        Function0<Integer> size = numbers::size;

        var copied = (List<?>) copy(new ArrayList<Object>(List.of(size, numbers, size)));

        assertThat(copied.get(0)).isSameAs(copied.get(2));
        ((List<Integer>) copied.get(1)).add(2);
        assertThat(((Function0<Integer>) copied.get(0)).call())
                .as("it captured the list beside it")
                .isEqualTo(2);
    }

    @Test
    void lambdaWhoseListHoldsItself_travels() throws Exception {
        var parts = new ArrayList<Object>();
        Function0<Integer> size = parts::size;
        parts.add(size);

        assertThat(copied(size).call()).isEqualTo(1);
    }

    @Test
    void lambdaOfAnInterfaceThatIsNotSerializable_isRefused() {
        Runnable runnable = () -> {};
        assertThatThrownBy(() -> copy(runnable)).isInstanceOf(IOException.class).hasMessageContaining("cannot travel");
    }

    @Test
    void lambdaFromASenderThatIsNotTrusted_isLeftToTheFilter() throws Exception {
        Function0<Integer> one = () -> 1;
        byte[] bytes = encoded(one);
        ClassLoader loader = ValueCodecTest.class.getClassLoader();

        assertThatThrownBy(() -> new ValueDecoder(
                                new ByteReader(bytes), loader, info -> ObjectInputFilter.Status.UNDECIDED)
                        .decode())
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("lambdas");
        assertThat(new ValueDecoder(new ByteReader(bytes), loader, info -> ObjectInputFilter.Status.ALLOWED).decode())
                .isInstanceOf(Function0.class);
    }

    private static byte[] encoded(Object value) throws IOException {
        var out = new ByteWriter(64);
        new ValueEncoder(out).encode(value);
        return out.toByteArray();
    }

    @SuppressWarnings("unchecked")
    private static <T> T copied(T value) throws Exception {
        return (T) copy(value);
    }

    @Test
    void tooDeepNesting_isRefusedWithAHint() {
        var deep = new ArrayList<Object>();
        for (int i = 0; i < 200_000; i++) {
            var outer = new ArrayList<Object>();
            outer.add(deep);
            deep = outer;
        }
        var deepest = deep;
        assertThatThrownBy(() -> copy(deepest))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void countBeyondWhatFollows_isRefusedBeforeMemoryIsTaken() {
        for (int tag : new int[] {Tag.INTS, Tag.LONGS, Tag.DOUBLES, Tag.FLOATS, Tag.SHORTS, Tag.CHARS, Tag.OBJECTS}) {
            for (long count : new long[] {5, Integer.MAX_VALUE, 1L << 61 | 0x7000_0000, 1L << 62 | 0x7000_0000, -1}) {
                var out = new ByteWriter(16);
                out.putByte(tag);
                out.putUnsigned(count);
                out.putInt(0);
                var decoder = new ValueDecoder(
                        new ByteReader(out.toByteArray()), getClass().getClassLoader());
                assertThatThrownBy(decoder::decode)
                        .as("tag %s, count %s", tag, count)
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining("announces");
            }
        }
    }

    @Test
    void referenceToAPartThatIsNotThere_isRefused() {
        for (long number : new long[] {0, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            var out = new ByteWriter(16);
            out.putByte(Tag.REFERENCE);
            out.putUnsigned(number);
            var decoder = new ValueDecoder(
                    new ByteReader(out.toByteArray()), getClass().getClassLoader());
            assertThatThrownBy(decoder::decode)
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("has not come yet");
        }
    }

    @Test
    void frameOfImpossibleLength_isNamedOutOfStep() {
        var input = new FrameInput(new java.io.ByteArrayInputStream(new byte[] {0, 0, 0, 127, 1}), 1024);
        assertThatThrownBy(input::next).isInstanceOf(WireException.class).hasMessageContaining("out of step");
    }

    @Test
    void streamThatEndsInsideAFrame_isNamedSo() {
        var input = new FrameInput(new java.io.ByteArrayInputStream(new byte[] {9, 0, 0, 0, 1}), 1024);
        assertThatThrownBy(input::next).isInstanceOf(java.io.EOFException.class).hasMessageContaining("inside a frame");
    }
}
