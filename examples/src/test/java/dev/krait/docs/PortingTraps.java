package dev.krait.docs;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The code that the page on traps shows, region by region; each shows its result where the page says so. */
final class PortingTraps {
    // region changed-field
    static int factor = 1;

    static List<Integer> withAFieldThatWasChanged() throws Exception {
        factor = 5;
        try (var pool = new Pool(2)) {
            return pool.map(x -> x * factor, List.of(1, 2, 3)); // [1, 2, 3], not [5, 10, 15]
        }
    }
    // endregion

    static final List<String> seen = new ArrayList<>();

    private PortingTraps() {}

    static List<Integer> withACapturedValue() throws Exception {
        try (var pool = new Pool(2)) {
            // region captured
            int current = factor;
            List<Integer> products = pool.map(x -> x * current, List.of(1, 2, 3)); // [5, 10, 15]
            // endregion
            return products;
        }
    }

    static List<Integer> withAnInitializer() throws Exception {
        // region initializer
        int current = factor;
        PoolOptions options = PoolOptions.defaults().withInitializer(() -> factor = current);
        try (var pool = new Pool(2, options)) {
            return pool.map(x -> x * factor, List.of(1, 2, 3)); // [5, 10, 15]
        }
        // endregion
    }

    static List<String> aFieldThatTasksChange(List<String> names) throws Exception {
        try (var pool = new Pool(1)) {
            // region changing-field
            pool.map(name -> seen.add(name), names);
            List<String> here = List.copyOf(seen); // []
            // endregion
            return here;
        }
    }

    static Map<String, Integer> anObjectThatTasksChange(List<String> words) throws Exception {
        try (var pool = new Pool(1)) {
            // region changing-capture
            var counts = new HashMap<String, Integer>();
            pool.map(word -> counts.merge(word, 1, Integer::sum), words);
            System.out.println(counts); // {}
            // endregion
            return counts;
        }
    }
}
