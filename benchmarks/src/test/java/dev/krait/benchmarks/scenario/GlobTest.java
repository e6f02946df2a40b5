package dev.krait.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "pool.*, pool.apply.p50, true",
        "pool.*, thread.pool.x, false",
        "*.p50, pool.apply.p50, true",
        "*, anything, true",
        "pool.apply.p50, pool.apply.p50, true",
        "pool.apply, pool.apply.p50, false",
        "pool.apply.p5?, pool.apply.p50, true",
        "pool.apply.p50?, pool.apply.p50, false",
        "pool.*.1MiB, pool.echo.1MiB, true",
        "pool.*.1MiB, pool.echo.16MiB, false"
    })
    void name_matchesAsAWhole(String glob, String name, boolean matches) {
        assertThat(Glob.matching(glob).test(name)).isEqualTo(matches);
    }

    @Test
    void whatARegexWouldRead_isPlainText() {
        assertThat(Glob.matching("a.c").test("abc")).isFalse();
        assertThat(Glob.matching("a[bc]").test("ab")).isFalse();
        assertThat(Glob.matching("a[bc]").test("a[bc]")).isTrue();
        assertThat(Glob.matching("\\E(").test("\\E(")).isTrue();
    }
}
