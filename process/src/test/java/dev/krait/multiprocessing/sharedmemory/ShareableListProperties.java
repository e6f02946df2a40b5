package dev.krait.multiprocessing.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A shareable list is a list of what was put in, whatever that was. */
class ShareableListProperties {
    @Provide
    Arbitrary<Object> items() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(i -> i),
                Arbitraries.longs().map(l -> l),
                Arbitraries.doubles().map(d -> d),
                Arbitraries.of(true, false).map(b -> b),
                texts().map(s -> s));
    }

    private static Arbitrary<String> texts() {
        // With zeros, also at the end, and characters of one to four bytes.
        return Arbitraries.of("\0", "a", "é", "漢", "🐍").list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Object>> lists() {
        return items().injectNull(0.1).list().ofMaxSize(20);
    }

    @Property(tries = 200)
    void whatGoesIn_comesOut(@ForAll("lists") List<Object> items) throws Exception {
        ShareableList list = ShareableList.of(items.toArray());
        try {
            assertThat(list).isEqualTo(items).hasSameHashCodeAs(items);
            ShareableList other = ShareableList.attach(list.shm().name());
            assertThat(other).isEqualTo(items);
            for (int i = 0; i < items.size(); i++) {
                assertThat(other.get(i - items.size())).isEqualTo(items.get(i));
                assertThat(list.count(items.get(i))).isGreaterThanOrEqualTo(isNan(items.get(i)) ? 0 : 1);
            }
        } finally {
            list.shm().unlink();
        }
    }

    private static boolean isNan(Object item) {
        return item instanceof Double number && number.isNaN();
    }

    @Property(tries = 200)
    void replacing_keepsToTheRoomOfTheSlot(@ForAll("lists") List<Object> items, @ForAll("lists") List<Object> later)
            throws Exception {
        ShareableList list = ShareableList.of(items.toArray());
        var model = new ArrayList<>(items);
        try {
            for (int i = 0; i < Math.min(items.size(), later.size()); i++) {
                int position = i;
                Object item = later.get(i);
                if (bytes(item) <= room(items.get(i))) {
                    assertThat(list.set(i, item)).isEqualTo(model.set(i, item));
                } else {
                    assertThatThrownBy(() -> list.set(position, item))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("cannot grow");
                }
                assertThat(list).isEqualTo(model);
            }
        } finally {
            list.shm().unlink();
        }
    }

    private static int bytes(Object item) {
        return item instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : 0;
    }

    private static int room(Object item) {
        return 8 * (bytes(item) / 8 + 1);
    }
}
