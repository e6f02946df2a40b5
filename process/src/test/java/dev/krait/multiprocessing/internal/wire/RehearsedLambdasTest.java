package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Function0;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lambdas that were sent of some classes, made without being called. */
class RehearsedLambdasTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

    /** A class of which lambdas are rehearsed. */
    static final class Chosen implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int field = CALLS.get();

        static Function0<Integer> ofNothing() {
            return () -> CALLS.incrementAndGet();
        }

        static Function0<Integer> ofAll(
                boolean bool, byte small, short half, char letter, int number, long large, float rough, double exact) {
            return () -> CALLS.addAndGet(bool ? small + half + letter + number + (int) (large + rough + exact) : 0);
        }

        static Function0<Integer> ofObjects(String text, int[] numbers) {
            return () -> CALLS.addAndGet(text.length() + numbers.length);
        }

        Function0<Integer> ofItself(int number) {
            return () -> CALLS.addAndGet(field + number);
        }

        static Function0<Integer> ofReceiver(String text) {
            return text::length;
        }
    }

    /** Another one. */
    static final class Other {
        private Other() {}

        static Function0<Integer> lambda() {
            return () -> CALLS.incrementAndGet();
        }
    }

    @AfterEach
    void rehearseNone() {
        RehearsedLambdas.of(Set.of());
    }

    private static void send(Object value) throws IOException {
        new ValueEncoder(new ByteWriter(64)).encode(value);
    }

    private static byte[] after(Object... sent) throws IOException {
        RehearsedLambdas.of(Set.of(Chosen.class.getName()));
        for (Object value : sent) {
            send(value);
        }
        return RehearsedLambdas.encoded();
    }

    @Test
    void lambdas_ofOtherClassesAreNotKept() throws Exception {
        assertThat(after(Other.lambda(), "text")).isEmpty();
        assertThat(after(Chosen.ofNothing())).isNotEmpty();
    }

    @Test
    void lambdas_areKeptOnceWhateverTheyCapture() throws Exception {
        assertThat(after(Chosen.ofReceiver("one"), Chosen.ofReceiver("two")))
                .isEqualTo(after(Chosen.ofReceiver("three")));
    }

    @Test
    void lambdas_areForgottenWhenOtherClassesAreNamed() throws Exception {
        after(Chosen.ofNothing());

        RehearsedLambdas.of(Set.of(Chosen.class.getName(), Other.class.getName()));

        assertThat(RehearsedLambdas.encoded()).isEmpty();
    }

    @Test
    void lambdas_areMadeWithWhateverTheyCaptureAndNotCalled() throws Exception {
        byte[] lambdas = after(
                Chosen.ofNothing(),
                Chosen.ofAll(true, (byte) 1, (short) 2, 'c', 4, 5, 6, 7),
                Chosen.ofObjects("text", new int[1]),
                Chosen.ofReceiver("text"),
                new Chosen().ofItself(2));
        int calls = CALLS.get();

        assertThat(RehearsedLambdas.rehearse(lambdas)).isEqualTo(5);
        assertThat(CALLS).hasValue(calls);
    }

    @Test
    void lambdasThatCannotBeMade_arePassedOver() throws Exception {
        var lambdas = new ByteWriter(64);
        lambdas.putString("no.such.Type");
        lambdas.putUnsigned(0);
        lambdas.putUnsigned(0);
        byte[] real = after(Chosen.ofNothing());
        lambdas.putBytes(real, 0, real.length);

        assertThat(RehearsedLambdas.rehearse(lambdas.toByteArray())).isEqualTo(1);
    }
}
