package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Values that are woven of records, lists, maps, arrays and scalars, in which any part may occur in many places. */
class PlainRecordProperties {
    record Leaf(int number, double share, String text, Integer boxed, char letter) implements Serializable {}

    record Fork(Object left, Object right) implements Serializable {}

    @SuppressWarnings("ArrayRecordComponent") // A program may have one.
    record Bag(List<Object> items, Map<String, Object> named, Object[] array, long count) implements Serializable {}

    record Empty() implements Serializable {}

    @Property
    void value_arrivesAsAnObjectStreamWouldBringIt(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 1_000_000) Integer> steps) throws Exception {
        Object value = woven(steps);
        Object copy = SameProgram.copy(value);

        new Likeness().compare(value, copy);
        new Likeness().compare(SameProgram.copyOfTheJdk(value), copy);
    }

    @Property
    void value_staysInOurForm(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 1_000_000) Integer> steps) {
        assertThat(new ValueEncoder(new ByteWriter(64), new SameProgram()).encodeOurs(woven(steps)))
                .isTrue();
    }

    /** Each step makes one part of those made before; the last ones are the value. */
    private static Object woven(List<Integer> steps) {
        var parts = new ArrayList<Object>(Arrays.asList("text", 1, null, 2.5));
        for (int step : steps) {
            Object one = parts.get(step / 10 % parts.size());
            Object other = parts.get(step / 1000 % parts.size());
            parts.add(
                    switch (step % 10) {
                        case 0 -> new Leaf(step, step / 7.0, "t" + step, step % 3 == 0 ? null : step, (char) step);
                        case 1, 2, 3 -> new Fork(one, other);
                        case 4 -> {
                            var named = new LinkedHashMap<String, Object>();
                            named.put("one", one);
                            named.put("none", null);
                            yield new Bag(
                                    new ArrayList<>(Arrays.asList(one, other)), named, new Object[] {other, one}, step);
                        }
                        case 5 -> new Empty();
                        case 6 -> one == null || other == null ? List.of() : List.of(one, other);
                        case 7 -> Arrays.asList(other, one, other);
                        case 8 -> new Object[] {one, other};
                        default -> new ArrayList<>(Arrays.asList(one, other, one));
                    });
        }
        return new ArrayList<>(parts.subList(Math.max(4, parts.size() - 3), parts.size()));
    }

    /** Compares two values part by part, and which of their parts are the same. */
    private static final class Likeness {
        private final IdentityHashMap<Object, Object> there = new IdentityHashMap<>();
        private final IdentityHashMap<Object, Object> back = new IdentityHashMap<>();

        void compare(Object expected, Object actual) {
            if (!(expected instanceof Record
                    || expected instanceof List
                    || expected instanceof Map
                    || expected instanceof Object[])) {
                assertThat(actual).isEqualTo(expected);
                return;
            }
            assertThat(actual).hasSameClassAs(expected);
            if (there.containsKey(expected) || back.containsKey(actual)) {
                assertThat(there.get(expected)).isSameAs(actual);
                assertThat(back.get(actual)).isSameAs(expected);
                return;
            }
            there.put(expected, actual);
            back.put(actual, expected);
            List<Object> parts = parts(expected);
            List<Object> others = parts(actual);
            assertThat(others).hasSameSizeAs(parts);
            for (int i = 0; i < parts.size(); i++) {
                compare(parts.get(i), others.get(i));
            }
        }

        private static List<Object> parts(Object whole) {
            if (whole instanceof Fork fork) {
                return Arrays.asList(fork.left, fork.right);
            } else if (whole instanceof Bag bag) {
                return Arrays.asList(bag.items, bag.named, bag.array, bag.count);
            } else if (whole instanceof Leaf leaf) {
                return Arrays.asList(leaf.number, leaf.share, leaf.text, leaf.boxed, leaf.letter);
            } else if (whole instanceof Map<?, ?> map) {
                var all = new ArrayList<Object>(map.keySet());
                all.addAll(map.values());
                return all;
            } else if (whole instanceof List<?> list) {
                return new ArrayList<>(list);
            }
            return whole instanceof Object[] array ? Arrays.asList(array) : List.of();
        }
    }
}
