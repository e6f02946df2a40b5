package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ValueCodecProperties {
    static Object copy(Object value) throws Exception {
        var out = new ByteWriter(16);
        new ValueEncoder(out).encode(value);
        var in = new ByteReader(out.array(), 0, out.size());
        Object copy = new ValueDecoder(in, ValueCodecProperties.class.getClassLoader()).decode();
        assertThat(in.remaining()).as("every byte is read").isZero();
        return copy;
    }

    @Property
    void value_arrivesEqualAndOfTheSameClass(@ForAll("values") Object value) throws Exception {
        Object copy = copy(value);

        assertThat(copy).usingRecursiveComparison().isEqualTo(value);
        if (value != null) {
            assertThat(copy.getClass()).isEqualTo(value.getClass());
        }
    }

    @Property
    void unsignedNumbers_takeOneByteForEverySevenBits(@ForAll long number) {
        var out = new ByteWriter(1);
        out.putUnsigned(number);

        assertThat(out.size()).isEqualTo(Math.max(1, (64 - Long.numberOfLeadingZeros(number) + 6) / 7));
        assertThat(new ByteReader(out.toByteArray()).getUnsigned()).isEqualTo(number);
    }

    @Property
    void strings_keepEveryCharacter(@ForAll String text) {
        var out = new ByteWriter(1);
        out.putString(text);

        assertThat(new ByteReader(out.toByteArray()).getString()).isEqualTo(text);
    }

    @Property
    void bytesThatAreNoMessage_areRefusedAndNothingElse(@ForAll byte[] noise) throws Exception {
        try {
            new ValueDecoder(new ByteReader(noise), getClass().getClassLoader()).decode();
        } catch (Exception refused) {
            assertThat(refused).isNotNull();
        }
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.just(null),
                Arbitraries.of(true, false),
                Arbitraries.integers(),
                Arbitraries.longs(),
                Arbitraries.doubles(),
                Arbitraries.floats(),
                Arbitraries.bytes(),
                Arbitraries.shorts(),
                Arbitraries.chars(),
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.bigIntegers(),
                Arbitraries.bigDecimals(),
                Arbitraries.of(TimeUnit.values()),
                Arbitraries.longs().map(l -> new UUID(l, ~l)),
                Arbitraries.longs()
                        .between(-1_000_000_000_000L, 1_000_000_000_000L)
                        .map(Instant::ofEpochSecond),
                Arbitraries.longs().map(Duration::ofNanos),
                Arbitraries.longs().between(-100_000, 100_000).map(LocalDate::ofEpochDay),
                Arbitraries.longs().between(0, 86_399_999_999_999L).map(LocalTime::ofNanoOfDay),
                Arbitraries.longs()
                        .between(0, 86_399_999_999_999L)
                        .map(n -> LocalDateTime.of(LocalDate.ofEpochDay(n % 1000), LocalTime.ofNanoOfDay(n))));
        Arbitrary<Object> arrays = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
                Arbitraries.integers().array(int[].class).ofMaxSize(20),
                Arbitraries.longs().array(long[].class).ofMaxSize(20),
                Arbitraries.doubles().array(double[].class).ofMaxSize(20),
                Arbitraries.floats().array(float[].class).ofMaxSize(20),
                Arbitraries.shorts().array(short[].class).ofMaxSize(20),
                Arbitraries.chars().array(char[].class).ofMaxSize(20),
                Arbitraries.of(true, false).array(boolean[].class).ofMaxSize(20),
                Arbitraries.integers()
                        .array(int[].class)
                        .ofMaxSize(5)
                        .injectNull(0.1)
                        .array(int[][].class)
                        .ofMaxSize(5),
                Arbitraries.of(true, false)
                        .array(boolean[].class)
                        .ofMaxSize(3)
                        .array(boolean[][].class)
                        .ofMaxSize(3)
                        .array(boolean[][][].class)
                        .ofMaxSize(3),
                Arbitraries.strings().ofMaxLength(5).array(String[].class).ofMaxSize(5),
                scalars.array(Object[].class).ofMaxSize(5));
        return Arbitraries.lazyOf(
                () -> scalars,
                () -> scalars,
                () -> arrays,
                () -> values().list().ofMaxSize(4).map(ArrayList::new),
                () -> values().list().ofMaxSize(4).map(list -> Arrays.asList(list.toArray())),
                () -> scalars.filter(value -> value != null).list().ofMaxSize(4).map(List::copyOf),
                () -> scalars.list().ofMaxSize(4).map(HashSet::new),
                () -> scalars.filter(value -> value != null).set().ofMaxSize(4).map(Set::copyOf),
                () -> Arbitraries.maps(Arbitraries.strings().ofMaxLength(4), values())
                        .ofMaxSize(4)
                        .map(HashMap::new),
                () -> Arbitraries.maps(scalars, scalars).ofMaxSize(4).map(LinkedHashMap::new),
                () -> Arbitraries.maps(Arbitraries.integers(), scalars)
                        .ofMaxSize(4)
                        .map(TreeMap::new),
                () -> Arbitraries.maps(scalars.filter(value -> value != null), scalars.filter(value -> value != null))
                        .ofMaxSize(4)
                        .map(Map::copyOf));
    }
}
