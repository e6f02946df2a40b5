package dev.krait.multiprocessing.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Cookies of a family tree tell descendants from all others, and survive being written down. */
class RunCookieProperties {
    private static final String ROOT = "0123456789abcdef";

    private static String written(List<Integer> path) {
        return ROOT + path.stream().map(child -> "/77-" + child).collect(Collectors.joining());
    }

    private static RunCookie cookie(List<Integer> path) {
        return Objects.requireNonNull(RunCookie.written(written(path)));
    }

    @Property
    void cookie_isAboveExactlyThoseWhosePathBeginsWithItsOwn(
            @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 12) Integer> above,
            @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 12) Integer> below) {
        boolean begins =
                below.size() >= above.size() && below.subList(0, above.size()).equals(above);

        assertThat(cookie(above).isAtOrAbove(cookie(below))).isEqualTo(begins);
    }

    @Property
    void cookie_tellsItsDepthAndPlace(@ForAll @Size(max = 5) List<@IntRange(min = 1, max = 100) Integer> path) {
        RunCookie cookie = cookie(path);

        assertThat(cookie.depth()).isEqualTo(path.size());
        assertThat(cookie).hasToString(written(path));
        assertThat(cookie.place()).isEqualTo(path.stream().map(String::valueOf).collect(Collectors.joining(":")));
    }

    @Property(tries = 20)
    void children_areBelowTheirParentAndAllDifferent(@ForAll @IntRange(min = 1, max = 50) int count) {
        RunCookie parent = cookie(List.of(3));
        List<RunCookie> children =
                IntStream.range(0, count).mapToObj(i -> parent.newChild()).toList();

        assertThat(children).allMatch(parent::isAtOrAbove).noneMatch(child -> child.isAtOrAbove(parent));
        assertThat(children.stream().map(RunCookie::toString)).doesNotHaveDuplicates();
    }

    @Property
    void whatIsNoCookie_isNotTakenForOne(@ForAll String text) {
        assertThat(RunCookie.written(text + "!")).isNull();
    }
}
