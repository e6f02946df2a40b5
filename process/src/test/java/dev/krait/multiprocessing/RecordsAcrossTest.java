package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.krait.function.Function1;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records as what tasks are given and what they give. */
class RecordsAcrossTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Pool pool;

    @BeforeAll
    static void startPool() throws Exception {
        pool = new Pool(1);
        assertThat(pool.applyAsync(() -> "alive").get(LONG)).isEqualTo("alive");
    }

    @AfterAll
    static void endPool() throws InterruptedException {
        pool.close();
        pool.join();
    }

    record Point(double x, double y) implements Serializable {}

    record Body(int number, Point at, List<Point> trail, Map<String, Object> notes, TimeUnit unit)
            implements Serializable {
        Body moved(double by) {
            var longer = new ArrayList<>(trail);
            longer.add(at);
            return new Body(number + 1, new Point(at.x + by, at.y - by), longer, notes, unit);
        }

        /** How many points it is made of that are not one and the same. */
        int differentPlaces() {
            Set<Object> places = Collections.newSetFromMap(new IdentityHashMap<>());
            places.addAll(trail);
            places.add(at);
            places.add(notes.get("first"));
            return places.size();
        }
    }

    private static Body body(int number) {
        var at = new Point(number, -number);
        return new Body(number, at, List.of(at, at), Map.of("first", at, "pid", 0L), TimeUnit.DAYS);
    }

    @Test
    void mapOfRecords_givesRecords() throws Exception {
        List<Body> bodies =
                IntStream.range(0, 500).mapToObj(RecordsAcrossTest::body).toList();
        List<Body> expected = bodies.stream().map(body -> body.moved(0.5)).toList();
        for (int chunk : new int[] {1, 50}) {
            assertThat(pool.map(body -> body.moved(0.5), bodies, chunk)).isEqualTo(expected);
        }
    }

    @Test
    void recordInSeveralPlaces_isOneOverThereAndOneWhenItIsBack() throws Exception {
        assertThat(pool.map(Body::differentPlaces, List.of(body(1), body(2)))).containsOnly(1);
        Body back = pool.applyAsync(() -> body(3)).get(LONG);
        assertThat(back.trail.get(0)).isSameAs(back.trail.get(1)).isSameAs(back.at);
    }

    record Adder(int number) implements Function1<Integer, Integer> {
        @Override
        public Integer apply(Integer x) {
            return x + number;
        }
    }

    @Test
    void functionThatIsARecord_isCalledOverThere() throws Exception {
        assertThat(pool.map(new Adder(5), List.of(1, 2))).containsExactly(6, 7);
        var adder = new Adder(6);
        assertThat(pool.map(x -> adder.apply(x), List.of(1, 2))).containsExactly(7, 8);
    }

    /** Can be made in one process and in no other. */
    record Native(long pid) implements Serializable {
        Native {
            if (pid != ProcessHandle.current().pid()) {
                throw new IllegalStateException("made for process " + pid);
            }
        }

        static Native ofThisProcess() {
            return new Native(ProcessHandle.current().pid());
        }
    }

    @Test
    void recordWhoseConstructorFailsOnArrival_failsItsTaskAsInAnObjectStream() throws Exception {
        // An array of arrays makes an object stream of what it holds.
        var there = Native.ofThisProcess();
        Throwable plain = catchThrowable(() -> pool.applyAsync(x -> 1, there).get(LONG));
        Throwable stream = catchThrowable(() ->
                pool.applyAsync(x -> 1, new Object[][] {{there}}).get(LONG));
        assertThat(plain).isInstanceOf(RemoteTaskException.class).hasMessageContaining("never ran");
        assertThat(told(plain)).isEqualTo(told(stream));

        Throwable back = catchThrowable(
                () -> pool.applyAsync(() -> Native.ofThisProcess()).get(LONG));
        Throwable backStream = catchThrowable(() ->
                pool.applyAsync(() -> new Object[][] {{Native.ofThisProcess()}}).get(LONG));
        assertThat(back)
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("cannot be rebuilt in this process")
                .hasMessageContaining("made for process")
                .hasCauseInstanceOf(InvalidObjectException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(told(back)).isEqualTo(told(backStream));
        assertThat(pool.applyAsync(() -> "alive").get(LONG)).isEqualTo("alive");
    }

    /** What it says, but for frames of the stack, the argument, and numbers. */
    private static String told(Throwable failure) {
        return failure.getClass()
                + " "
                + failure.getMessage()
                        .replaceAll("\\R\\s*(at |\\.\\.\\. ).*", "")
                        .replaceAll("with \\[.*] never", "never")
                        .replaceAll("[0-9]+", "n");
    }

    record Ending(int code, List<String> reasons) implements Serializable {}

    @Test
    void processWhoseTargetHoldsARecord_hasIt() throws Exception {
        var ending = new Ending(41, new ArrayList<>(List.of("one more")));
        var process = new Process(() -> System.exit(ending.code + ending.reasons.size()));
        process.start();
        process.join();
        assertThat(process.exitCode()).isEqualTo(42);
        process.close();
    }
}
