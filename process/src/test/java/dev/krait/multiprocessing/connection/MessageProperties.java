package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.connection.ConnectionContract.Beside;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of messages: what goes in at one end comes out at the other, whole and in order, also if the end moves between. */
class MessageProperties {
    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(8_180, 8_200),
                        Arbitraries.integers().between(131_060, 131_080),
                        Arbitraries.integers().between(0, 400_000))
                .list()
                .ofMaxSize(12);
    }

    private static byte[] message(int index, int size) {
        var bytes = new byte[size];
        new Random(index).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 60)
    void messages_ofAnySizes_arriveInOrderWhereverTheEndMoves(
            @ForAll("sizes") List<Integer> sizes, @ForAll Random where) throws Exception {
        var pipe = new Pipe();
        var sender = new Beside(() -> {
            for (int i = 0; i < sizes.size(); i++) {
                pipe.parent().sendBytes(message(i, sizes.get(i)));
            }
            pipe.parent().close();
        });
        Connection end = pipe.child();
        try (var carrier = new Pipe()) {
            for (int i = 0; i < sizes.size(); i++) {
                if (where.nextInt(4) == 0) {
                    carrier.parent().send(end);
                    end = carrier.child().recv(Connection.class);
                }
                byte[] received = end.recvBytes();
                assertThat(Arrays.equals(received, message(i, sizes.get(i)))).isTrue();
            }
            sender.endWell();
        } finally {
            end.close();
            pipe.close();
        }
    }

    @Property(tries = 100)
    void objects_ofAnyKind_areEqualOnTheOtherSide(
            @ForAll List<String> texts, @ForAll long number, @ForAll double[] numbers) throws Exception {
        try (var pipe = new Pipe()) {
            var value = new ArrayList<Object>(List.of(texts, number));
            pipe.parent().send(value);
            pipe.parent().send(numbers);
            assertThat(pipe.child().recv()).isEqualTo(value);
            assertThat(pipe.child().recv(double[].class)).isEqualTo(numbers);
        }
    }
}
