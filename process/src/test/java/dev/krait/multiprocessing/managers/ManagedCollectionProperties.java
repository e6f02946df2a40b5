package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Immutable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Whatever is done to a managed map or list, it is what the same steps make of a plain one. */
class ManagedCollectionProperties {
    private static @Nullable Manager manager;

    /** Something that is done, with a small number as key, index or value; gives what there is to see of it. */
    private enum MapStep {
        PUT((map, n) -> map.put(n % 5, n)),
        REMOVE((map, n) -> map.remove(n % 5)),
        REMOVE_PAIR((map, n) -> map.remove(n % 5, n)),
        PUT_IF_ABSENT((map, n) -> map.putIfAbsent(n % 5, n)),
        REPLACE((map, n) -> map.replace(n % 5, n)),
        EXCHANGE((map, n) -> map.replace(n % 5, n, n + 1)),
        COMPUTE((map, n) -> map.compute(n % 5, (key, old) -> old == null ? n : old > 9 ? null : old + n)),
        IF_ABSENT((map, n) -> map.computeIfAbsent(n % 5, key -> key + n)),
        IF_PRESENT((map, n) -> map.computeIfPresent(n % 5, (key, old) -> old + n)),
        MERGE((map, n) -> map.merge(n % 5, n, Integer::sum)),
        PUT_ALL((map, n) -> {
            map.putAll(Map.of(n, n, n + 1, n));
            return null;
        }),
        KEYS((map, n) -> List.copyOf(map.keySet())),
        REMOVE_KEY((map, n) -> map.keySet().remove(n)),
        REMOVE_VALUES((map, n) -> map.values().removeIf(value -> value % 5 == n % 5)),
        CONTAINS((map, n) -> map.containsKey(n) == map.containsValue(n)),
        OR_DEFAULT((map, n) -> map.getOrDefault(n, -1)),
        CLEAR((map, n) -> {
            if (n == 0) {
                map.clear();
            }
            return map.isEmpty();
        });

        final Step<Map<Integer, Integer>> step;

        MapStep(Step<Map<Integer, Integer>> step) {
            this.step = step;
        }
    }

    private enum ListStep {
        ADD((list, n) -> list.add(n)),
        INSERT((list, n) -> {
            list.add(n % (list.size() + 1), n);
            return null;
        }),
        REMOVE((list, n) -> list.remove((Object) n)),
        REMOVE_AT((list, n) -> list.isEmpty() ? null : list.remove(n % list.size())),
        SET((list, n) -> list.isEmpty() ? null : list.set(n % list.size(), n + 1)),
        ADD_ALL((list, n) -> list.addAll(n % (list.size() + 1), List.of(n, n + 1))),
        REMOVE_ALL((list, n) -> list.removeAll(List.of(n, n + 1))),
        RETAIN_ALL((list, n) -> n > 2 && list.retainAll(List.of(n, n + 1, n + 2, n - 1, n - 2))),
        INDEX((list, n) -> list.indexOf(n) * 100 + list.lastIndexOf(n)),
        REMOVE_IF((list, n) -> list.removeIf(value -> value % 7 == n % 7)),
        REPLACE_ALL((list, n) -> {
            list.replaceAll(value -> value + 1);
            return null;
        }),
        SORT((list, n) -> {
            list.sort(null);
            return null;
        }),
        SUBLIST((list, n) -> List.copyOf(list.subList(0, list.size() / 2))),
        CLEAR_SUBLIST((list, n) -> {
            list.subList(list.size() / 2, list.size()).clear();
            return null;
        }),
        CONTAINS((list, n) -> list.contains(n) && list.containsAll(List.of(n)));

        final Step<List<Integer>> step;

        ListStep(Step<List<Integer>> step) {
            this.step = step;
        }
    }

    @Immutable
    private interface Step<C> {
        @Nullable
        Object apply(C collection, Integer number);
    }

    /** What can be done through a variable of type Map; its values have no equals. */
    private enum ArrayStep {
        PUT((map, n) -> map.put(n % 5, new int[] {n})),
        REMOVE_PAIR((map, n) -> map.remove(n % 5, map.get(n % 5))),
        EXCHANGE((map, n) -> map.replace(n % 5, map.getOrDefault(n % 5, new int[0]), new int[] {n, n})),
        COMPUTE((map, n) ->
                map.compute(n % 5, (key, old) -> old == null ? new int[] {n} : old.length > 3 ? null : grown(old, n))),
        IF_ABSENT((map, n) -> map.computeIfAbsent(n % 5, key -> new int[] {key})),
        IF_PRESENT((map, n) -> map.computeIfPresent(n % 5, (key, old) -> old.length > 3 ? null : grown(old, key))),
        MERGE((map, n) ->
                map.merge(n % 5, new int[] {n}, (old, added) -> old.length > 3 ? null : grown(old, added[0]))),
        REPLACE_ALL((map, n) -> {
            map.replaceAll((key, old) -> grown(old, key));
            return null;
        });

        final Step<Map<Integer, int[]>> step;

        ArrayStep(Step<Map<Integer, int[]>> step) {
            this.step = step;
        }

        private static int[] grown(int[] old, int number) {
            int[] next = Arrays.copyOf(old, old.length + 1);
            next[old.length] = number;
            return next;
        }
    }

    private enum SetStep {
        ADD((set, n) -> set.add(n)),
        REMOVE((set, n) -> set.remove(n)),
        ADD_ALL((set, n) -> set.addAll(List.of(n, n + 1, n + 2))),
        REMOVE_ALL((set, n) -> set.removeAll(List.of(n, n + 1))),
        RETAIN_ALL((set, n) -> n > 2 && set.retainAll(List.of(n, n + 1, n + 2, n - 1, n - 2))),
        REMOVE_IF((set, n) -> set.removeIf(value -> value % 7 == n % 7)),
        CONTAINS((set, n) -> set.contains(n) && set.containsAll(List.of(n))),
        ELEMENTS((set, n) -> List.copyOf(set)),
        REMOVE_BY_ITERATOR((set, n) -> {
            for (Iterator<Integer> elements = set.iterator(); elements.hasNext(); ) {
                if (elements.next().equals(n)) {
                    elements.remove();
                }
            }
            return set.size();
        }),
        CLEAR((set, n) -> {
            if (n == 0) {
                set.clear();
            }
            return set.isEmpty();
        });

        final Step<Set<Integer>> step;

        SetStep(Step<Set<Integer>> step) {
            this.step = step;
        }
    }

    /** A step by its number, with its argument. */
    record Move(int step, int number) {}

    @BeforeContainer
    static void start() throws Exception {
        manager = new Manager();
    }

    @AfterContainer
    static void shutDown() {
        Objects.requireNonNull(manager).close();
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        return Arbitraries.integers()
                .between(0, 99)
                .flatMap(step -> Arbitraries.integers().between(0, 12).map(number -> new Move(step, number)))
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 60)
    void managedMap_doesWhatAMapDoes(@ForAll("moves") List<Move> moves) {
        DictProxy<Integer, Integer> managed = Objects.requireNonNull(manager).dict();
        var plain = new LinkedHashMap<Integer, Integer>();

        for (Move move : moves) {
            MapStep step = MapStep.values()[move.step() % MapStep.values().length];
            assertThat(step.step.apply(managed, move.number()))
                    .as(step.name())
                    .isEqualTo(step.step.apply(plain, move.number()));
        }

        assertThat(managed).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(plain).isEqualTo(managed);
        assertThat(managed.toString()).isEqualTo(plain.toString());
        managed.drop();
    }

    @Property(tries = 60)
    void managedList_doesWhatAListDoes(@ForAll("moves") List<Move> moves) {
        ListProxy<Integer> managed = Objects.requireNonNull(manager).list();
        var plain = new ArrayList<Integer>();

        for (Move move : moves) {
            ListStep step = ListStep.values()[move.step() % ListStep.values().length];
            assertThat(step.step.apply(managed, move.number()))
                    .as(step.name())
                    .isEqualTo(step.step.apply(plain, move.number()));
        }

        assertThat(managed.copy()).isEqualTo(plain);
        assertThat(new ArrayList<>(managed)).isEqualTo(plain);
        assertThat(plain).isEqualTo(managed);
        assertThat(managed).hasSameHashCodeAs(plain);
        managed.drop();
    }

    @Property(tries = 60)
    void managedSet_doesWhatASetDoes(@ForAll("moves") List<Move> moves) {
        SetProxy<Integer> managed = Objects.requireNonNull(manager).set();
        var plain = new LinkedHashSet<Integer>();

        for (Move move : moves) {
            SetStep step = SetStep.values()[move.step() % SetStep.values().length];
            assertThat(step.step.apply(managed, move.number()))
                    .as(step.name())
                    .isEqualTo(step.step.apply(plain, move.number()));
        }

        assertThat(managed).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(plain).isEqualTo(managed);
        managed.drop();
    }

    @Property(tries = 60)
    void managedMapOfValuesWithoutEquals_doesWhatAMapDoes(@ForAll("moves") List<Move> moves) {
        DictProxy<Integer, int[]> managed = Objects.requireNonNull(manager).dict();
        var plain = new LinkedHashMap<Integer, int[]>();

        for (Move move : moves) {
            ArrayStep step = ArrayStep.values()[move.step() % ArrayStep.values().length];
            Object expected = step.step.apply(plain, move.number());
            assertThat(Objects.deepEquals(step.step.apply(managed, move.number()), expected))
                    .as(step.name())
                    .isTrue();
        }

        assertThat(new ArrayList<>(managed.keySet())).isEqualTo(new ArrayList<>(plain.keySet()));
        plain.forEach((key, value) -> assertThat(managed.get(key)).containsExactly(value));
        managed.drop();
    }

    @Property(tries = 20)
    void managedListOfElementsWithoutEquals_doesWhatAListDoes(@ForAll("moves") List<Move> moves) {
        List<StringBuilder> managed = Objects.requireNonNull(manager).list();
        var plain = new ArrayList<StringBuilder>();

        for (Move move : moves) {
            for (List<StringBuilder> list : List.of(managed, plain)) {
                int n = move.number();
                list.add(n % (list.size() + 1), new StringBuilder().append(n));
                list.replaceAll(text -> new StringBuilder(text).append(n));
                list.removeIf(text -> text.length() > 9);
            }
        }

        assertThat(managed.stream().map(Object::toString))
                .containsExactlyElementsOf(plain.stream().map(Object::toString).toList());
    }
}
