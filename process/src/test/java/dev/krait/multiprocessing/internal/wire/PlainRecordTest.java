package dev.krait.multiprocessing.internal.wire;

import static dev.krait.multiprocessing.internal.wire.SameProgram.copy;
import static dev.krait.multiprocessing.internal.wire.SameProgram.copyOfTheJdk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.krait.function.Function0;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlainRecordTest {
    private static final SameProgram ROUTES = new SameProgram();

    record Point(int x, int y) implements Serializable {}

    record Holder(Object held) implements Serializable {}

    private static int tag(Object value) throws IOException {
        return ROUTES.encoded(value)[0];
    }

    // What arrives

    record Primitives(int i, long j, double d, float f, boolean z, byte b, short s, char c) implements Serializable {}

    @Test
    void primitiveComponents_arriveWithEveryBit() throws Exception {
        for (var sent : List.of(
                new Primitives(0, 0, 0, 0, false, (byte) 0, (short) 0, (char) 0),
                new Primitives(
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        -0.0,
                        Float.NaN,
                        true,
                        Byte.MIN_VALUE,
                        Short.MIN_VALUE,
                        Character.MAX_VALUE),
                new Primitives(
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Double.NaN,
                        Float.MIN_VALUE,
                        true,
                        Byte.MAX_VALUE,
                        Short.MAX_VALUE,
                        '\ud800'))) {
            assertThat(tag(sent)).isEqualTo(Tag.RECORD);
            assertThat(copy(sent)).isEqualTo(sent).isEqualTo(copyOfTheJdk(sent));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // A program may have one.
    record Objects(
            Integer i,
            Long j,
            Double d,
            Float f,
            Boolean z,
            Byte b,
            Short s,
            Character c,
            String text,
            BigInteger big,
            UUID id,
            Duration duration,
            Instant instant,
            TimeUnit unit,
            int[] numbers,
            String[] texts,
            Object[] things,
            List<Point> points,
            Map<String, Point> named,
            Set<Point> some,
            Object any,
            Comparable<?> wide,
            Point nested)
            implements Serializable {}

    @Test
    void objectsOfEveryKind_arriveInOurForm() throws Exception {
        var sent = new Objects(
                1,
                2L,
                3.0,
                4f,
                true,
                (byte) 5,
                (short) 6,
                '7',
                "eight \u2713",
                BigInteger.TEN.pow(30),
                new UUID(1, 2),
                Duration.ofMillis(-1),
                Instant.EPOCH,
                TimeUnit.DAYS,
                new int[] {1, 2},
                new String[] {"a", null},
                new Object[] {new Point(1, 2), 3},
                new ArrayList<>(List.of(new Point(3, 4))),
                Map.of("b", new Point(5, 6)),
                Set.of(new Point(7, 8)),
                List.of(1, "c"),
                9L,
                new Point(9, 10));
        assertThat(tag(sent)).isEqualTo(Tag.RECORD);
        assertThat(copy(sent)).usingRecursiveComparison().isEqualTo(sent);
        assertThat(copy(sent)).usingRecursiveComparison().isEqualTo(copyOfTheJdk(sent));
    }

    @Test
    void nullComponents_arriveAsNull() throws Exception {
        var sent = new Objects(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null);
        assertThat(tag(sent)).isEqualTo(Tag.RECORD);
        assertThat(copy(sent)).isEqualTo(sent);
    }

    record Nothing() implements Serializable {}

    enum Colour {
        RED {
            @Override
            public String toString() {
                return "red";
            }
        }
    }

    record Painted(Colour colour, int count) implements Serializable {}

    @Test
    void emptyAndLocalRecordsAndThoseWithEnums_travel() throws Exception {
        record Local(String text) implements Serializable {}
        var parts = List.of(new Nothing(), new Local("here"), new Painted(Colour.RED, 2), new Painted(null, 3));
        for (Object sent : parts) {
            assertThat(tag(sent)).isEqualTo(Tag.RECORD);
            assertThat(copy(sent)).isEqualTo(sent);
        }
        assertThat(tag(parts)).isEqualTo(Tag.LIST_OF);
        assertThat(copy(parts)).isEqualTo(parts);
    }

    record Chain(int number, Chain next) implements Serializable {}

    @Test
    void recordsInRecords_arrive() throws Exception {
        Chain chain = null;
        for (int i = 0; i < 300; i++) {
            chain = new Chain(i, chain);
        }
        assertThat(tag(chain)).isEqualTo(Tag.RECORD);
        assertThat(copy(chain)).isEqualTo(chain);
    }

    @Test
    void recordsOfOneClass_nameItOnce() throws Exception {
        int one = ROUTES.encoded(new ArrayList<>(List.of(new Point(0, 1)))).length;
        var points = new ArrayList<Object>();
        for (int i = 0; i < 60; i++) {
            points.add(new Point(i, 1));
            points.add(new Chain(i, null));
        }
        assertThat(ROUTES.encoded(points)).hasSizeLessThan(one * 2 + 120 * 6);
        assertThat(copy(points)).isEqualTo(points);
    }

    @Test
    void lambdaThatHoldsARecord_travelsInOurForm() throws Exception {
        var point = new Point(1, 2);
        Function0<Integer> sum = () -> point.x() + point.y();
        assertThat(tag(sum)).isEqualTo(Tag.LAMBDA);
        assertThat(copy(sum).call()).isEqualTo(3);
        var arrived = copy(new Holder(sum));
        assertThat(((Function0<?>) arrived.held()).call()).isEqualTo(3);
    }

    @Test
    void oneEncoderAndOneDecoder_nameTheClassAnewInEachMessage() throws Exception {
        var out = new ByteWriter(64);
        var encoder = new ValueEncoder(out, ROUTES);
        var sent = List.of(new Point(1, 2), List.of(new Point(3, 4)), new Holder(new Point(5, 6)), new Point(7, 8));
        for (Object value : sent) {
            encoder.encode(value);
        }
        var decoder = new ValueDecoder(new ByteReader(out.toByteArray()), ROUTES);
        for (Object value : sent) {
            assertThat(decoder.decode()).isEqualTo(value);
        }
    }

    @Test
    void betweenTwoPrograms_recordsAreObjectStreams() throws Exception {
        var out = new ByteWriter(64);
        new ValueEncoder(out).encode(new Point(1, 2));
        assertThat(out.array()[0]).isEqualTo((byte) Tag.JAVA);
    }

    // Which is the same as which

    @Test
    void recordThatOccursTwice_staysOne() throws Exception {
        var twice = new Point(1, 2);
        var list = new ArrayList<Object>(Arrays.asList(twice, new Point(1, 2), twice, new Holder(twice)));
        var arrived = copy(list);
        assertThat(arrived).isEqualTo(list);
        assertThat(arrived.get(2)).isSameAs(arrived.get(0)).isNotSameAs(arrived.get(1));
        assertThat(((Holder) arrived.get(3)).held()).isSameAs(arrived.get(0));
    }

    @Test
    void partThatSeveralRecordsHold_staysOne() throws Exception {
        var shared = new ArrayList<Object>(List.of("shared"));
        var list = new ArrayList<Object>(List.of(new Holder(shared), shared, new Holder(List.of(shared))));
        assertThat(tag(list)).isEqualTo(Tag.ARRAY_LIST);
        var arrived = copy(list);
        assertThat(((Holder) arrived.get(0)).held()).isSameAs(arrived.get(1));
        assertThat(((List<?>) ((Holder) arrived.get(2)).held()).get(0)).isSameAs(arrived.get(1));
    }

    @Test
    void recordThatHoldsItselfByAList_arrivesAsTheJdkHasIt() throws Exception {
        var list = new ArrayList<Object>();
        var self = new Holder(list);
        list.add(self);
        assertThat(tag(self)).isEqualTo(Tag.JAVA);
        var expected = (List<?>) copyOfTheJdk(self).held();
        assertThat((List<?>) copy(self).held()).hasSameSizeAs(expected);
    }

    record Curious(List<?> list, boolean ends) implements Serializable {
        Curious {
            ends |= list.contains("after");
        }
    }

    @Test
    void recordInTheListThatItHolds_isBuiltAsTheJdkBuildsIt() throws Exception {
        var list = new ArrayList<Object>(List.of("before"));
        list.add(new Curious(list, false));
        list.add("after");
        assertThat(tag(list)).as("our reader would have half of the list").isEqualTo(Tag.JAVA);
        Throwable theirs = catchThrowable(() -> copyOfTheJdk(list));
        assertThat(theirs).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> copy(list)).hasSameClassAs(theirs).hasMessage(theirs.getMessage());
    }

    @Test
    void listThatHoldsItselfInsideARecord_travelsInOurForm() throws Exception {
        var list = new ArrayList<Object>();
        list.add(list);
        var sent = new Holder(list);
        assertThat(tag(sent)).isEqualTo(Tag.RECORD);
        var arrived = (List<?>) copy(sent).held();
        assertThat(arrived.get(0)).isSameAs(arrived);
    }

    // What a class has to say itself

    record Shy(int number) implements Serializable {
        @Override
        public int number() {
            return number * 100;
        }
    }

    @Test
    void accessorOfTheProgram_isNotAskedForWhatTravels() throws Exception {
        assertThat(tag(new Shy(7))).isEqualTo(Tag.RECORD);
        assertThat(copy(new Shy(7)).number())
                .isEqualTo(700)
                .isEqualTo(copyOfTheJdk(new Shy(7)).number());
    }

    record Replaced(int number) implements Serializable {
        private Object writeReplace() {
            return "instead of " + number;
        }
    }

    record Resolved(int number) implements Serializable {
        private Object readResolve() {
            return new Point(number, number);
        }
    }

    record Numbered(int number) implements Serializable {
        private static final long serialVersionUID = 17L;
    }

    @Test
    void ownReplacements_areAsked() throws Exception {
        assertThat(tag(new Replaced(1))).isEqualTo(Tag.JAVA);
        assertThat(ROUTES.decoded(ROUTES.encoded(new Replaced(1)))).isEqualTo("instead of 1");
        assertThat(tag(List.of(new Resolved(1)))).isEqualTo(Tag.JAVA);
        assertThat(ROUTES.decoded(ROUTES.encoded(new Resolved(1)))).isEqualTo(new Point(1, 1));
        assertThat(tag(new Numbered(1))).isEqualTo(Tag.RECORD);
        assertThat(copy(new Numbered(1))).isEqualTo(new Numbered(1));
    }

    record External(int number) implements Externalizable {
        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    @Test
    void externalizableRecord_isLeftToTheJdk() throws Exception {
        assertThat(tag(new External(1))).isEqualTo(Tag.JAVA);
        assertThat(copy(new External(1))).isEqualTo(copyOfTheJdk(new External(1)));
    }

    record Ordered(int number) implements Serializable, Comparable<Ordered> {
        private static volatile boolean asked;

        @Override
        public int compareTo(Ordered other) {
            asked = true;
            return Integer.compare(number, other.number);
        }
    }

    @Test
    void treesOfRecords_areRebuiltWithoutComparing() throws Exception {
        var set = new TreeSet<>(List.of(new Ordered(2), new Ordered(1)));
        var map = new TreeMap<>(Map.of(new Ordered(2), "two", new Ordered(1), "one"));
        Ordered.asked = false;
        var arrivedSet = copy(set);
        var arrivedMap = copy(map);
        assertThat(Ordered.asked).isFalse();
        assertThat(arrivedSet).isEqualTo(set);
        assertThat(arrivedMap).isEqualTo(map);
    }

    // What does not travel

    record Unsendable(int number) {}

    @Test
    void componentThatCannotTravel_isNamedAsInAnObjectStream() {
        for (Object sent : List.of(
                new Unsendable(1),
                new Holder(new Socket()),
                List.of(new Holder(new Holder(new Unsendable(1)))),
                new Holder(new LinkedHashMap<>(Map.of("key", new Unsendable(1)))))) {
            Throwable stream = catchThrowable(() -> new ValueEncoder(new ByteWriter(64)).encode(sent));
            assertThatThrownBy(() -> ROUTES.encoded(sent))
                    .isInstanceOf(IOException.class)
                    .hasMessage(stream.getMessage());
        }
    }

    @Test
    void recordsTooDeepForTheStack_areRefusedWithAHint() {
        Chain chain = null;
        for (int i = 0; i < 200_000; i++) {
            chain = new Chain(i, chain);
        }
        Chain deepest = chain;
        assertThatThrownBy(() -> ROUTES.encoded(deepest))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void writerIsAsBefore_whenARecordCannotTravel() {
        var out = new ByteWriter(16);
        out.putByte(42);
        assertThat(new ValueEncoder(out, ROUTES).encodeOurs(new Holder(new Point(1, 2))))
                .isTrue();
        int written = out.size();
        assertThat(new ValueEncoder(out, ROUTES).encodeOurs(new Holder(new Resolved(1))))
                .isFalse();
        assertThat(out.size()).isEqualTo(written);
    }

    // What its constructor does on arrival

    record Fussy(String mood) implements Serializable {
        private static volatile boolean strict;

        Fussy {
            if (strict) {
                switch (mood) {
                    case "exception" -> throw new IllegalArgumentException("not this mood");
                    case "error" -> throw new AssertionError("no mood at all");
                    case "checked" -> Fussy.<RuntimeException>sneak(new IOException("a mood by wire"));
                    default -> mood = mood + " indeed";
                }
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Exception> void sneak(Exception any) throws E {
            throw (E) any;
        }
    }

    @Test
    void constructorThatThrows_failsAsInAnObjectStream() throws Exception {
        var byMood = new LinkedHashMap<String, Throwable>();
        for (String mood : List.of("exception", "error", "checked")) {
            byte[] bytes = ROUTES.encoded(new Fussy(mood));
            Throwable ours;
            Throwable theirs;
            Fussy.strict = false;
            var sent = new Fussy(mood);
            try {
                Fussy.strict = true;
                ours = catchThrowable(() -> ROUTES.decoded(bytes));
                theirs = catchThrowable(() -> copyOfTheJdk(sent));
            } finally {
                Fussy.strict = false;
            }
            byMood.put(mood, ours);
            assertThat(ours).hasSameClassAs(theirs).hasMessage(theirs.getMessage());
            if (theirs.getCause() != null) {
                assertThat(ours.getCause())
                        .hasSameClassAs(theirs.getCause())
                        .hasMessage(theirs.getCause().getMessage());
            }
        }
        assertThat(byMood.get("exception"))
                .isInstanceOf(InvalidObjectException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(byMood.get("error")).isInstanceOf(AssertionError.class);
    }

    @Test
    void constructor_hasTheLastWord() throws Exception {
        byte[] bytes = ROUTES.encoded(new Fussy("merry"));
        try {
            Fussy.strict = true;
            assertThat(((Fussy) ROUTES.decoded(bytes)).mood()).isEqualTo("merry indeed");
        } finally {
            Fussy.strict = false;
        }
    }

    // What a sender might make up

    static final class Trap implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger SPRUNG = new AtomicInteger();

        Trap() {
            SPRUNG.incrementAndGet();
        }
    }

    record Unmarked(int number) {
        private static final AtomicInteger MADE = new AtomicInteger();

        Unmarked {
            MADE.incrementAndGet();
        }
    }

    private static byte[] forged(Class<?> type, int components) {
        var out = new ByteWriter(64);
        out.putByte(Tag.RECORD);
        out.putUnsigned(0);
        out.putUnsigned(ClassRoutes.HOME);
        out.putString(type.getName());
        out.putInt(components);
        out.putSigned(1);
        out.putSigned(1);
        return out.toByteArray();
    }

    @Test
    void classesThatNobodyWouldSendSo_areRefusedBeforeTheirConstructorsRun() {
        for (Class<?> type : List.of(
                Trap.class,
                Unmarked.class,
                Resolved.class,
                Replaced.class,
                External.class,
                String.class,
                Record.class)) {
            assertThatThrownBy(() -> ROUTES.decoded(forged(type, 0)))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining(type.getName());
        }
        assertThat(Trap.SPRUNG).hasValue(0);
        assertThat(Unmarked.MADE).hasValue(0);
    }

    @Test
    void otherComponentsThanHere_areRefused() {
        assertThatThrownBy(() -> ROUTES.decoded(forged(Point.class, 4711)))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("Point")
                .hasMessageContaining("components");
    }

    @Test
    void componentOfAnotherType_isRefused() throws Exception {
        byte[] bytes = ROUTES.encoded(new Painted(null, 0));
        int at = bytes.length - 2;
        assertThat(bytes[at]).as("the missing colour").isEqualTo((byte) Tag.NULL);
        bytes[at] = Tag.TRUE;
        assertThatThrownBy(() -> ROUTES.decoded(bytes)).isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void numbersOfClassesThatNeverCame_areRefused() {
        for (long number : new long[] {1, Integer.MAX_VALUE, 1L << 32, -1}) {
            var out = new ByteWriter(16);
            out.putByte(Tag.RECORD);
            out.putUnsigned(number);
            assertThatThrownBy(() -> ROUTES.decoded(out.toByteArray()))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("not come yet");
        }
    }

    @Test
    void recordThatIsPartOfItself_isRefused() throws Exception {
        byte[] bytes = ROUTES.encoded(new Holder(null));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length - 1] = Tag.REFERENCE;
        longer[bytes.length] = 0;
        assertThatThrownBy(() -> ROUTES.decoded(longer)).isInstanceOf(WireException.class);
    }

    @Test
    void filter_isAskedForTheClass() throws Exception {
        byte[] bytes = ROUTES.encoded(new Holder(new Point(1, 2)));
        assertThat(filtered(bytes, info -> Status.ALLOWED)).isEqualTo(new Holder(new Point(1, 2)));
        for (Status refusal : List.of(Status.REJECTED, Status.UNDECIDED)) {
            assertThatThrownBy(() ->
                            filtered(bytes, info -> info.serialClass() == Holder.class ? Status.ALLOWED : refusal))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining("Point")
                    .hasMessageContaining("filter");
        }
    }

    private static Object filtered(byte[] bytes, ObjectInputFilter filter) throws Exception {
        return new ValueDecoder(new ByteReader(bytes), ROUTES, filter).decode();
    }
}
