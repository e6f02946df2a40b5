package dev.krait.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class WordTableLawsTest {
    /** Bytes of which many are letters, so that words come again and run over the ends of blocks. */
    @Provide
    Arbitrary<byte[]> block() {
        Arbitrary<Byte> letters =
                Arbitraries.of((byte) 'a', (byte) 'A', (byte) 'b', (byte) 'z', (byte) 'Z', (byte) ' ');
        Arbitrary<Byte> edges = Arbitraries.of((byte) '@', (byte) '[', (byte) '`', (byte) '{', (byte) 0, (byte) 0xc1);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, letters),
                        net.jqwik.api.Tuple.of(2, edges),
                        net.jqwik.api.Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<List<byte[]>> blocks() {
        return block().list().ofMaxSize(8);
    }

    @Property
    void streamInAnyBlocks_countsLikeTheWhole(
            @ForAll("blocks") List<byte[]> blocks, @ForAll @IntRange(min = 1, max = 30) int most) {
        var table = new WordTable();
        var scanner = new WordScanner();
        var whole = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            scanner.scan(block, block.length, table);
            whole.writeBytes(block);
        }
        scanner.end(table);

        var expected = new NaiveCount().add(whole.toByteArray());
        assertThat(table.mostCommon(most)).isEqualTo(expected.mostCommon(most));
        assertThat(table.total())
                .isEqualTo(expected.mostCommon(Integer.MAX_VALUE).stream()
                        .mapToLong(WordCounted::count)
                        .sum());
    }

    @Property
    void separateStreams_addUpWhicheverWayTheyAreMerged(@ForAll("blocks") List<byte[]> streams) {
        var expected = new NaiveCount();
        var byTables = new WordTable();
        var byLists = new WordTable();
        for (byte[] stream : streams) {
            var table = new WordTable();
            var scanner = new WordScanner();
            scanner.scan(stream, stream.length, table);
            scanner.end(table);
            byTables.addAll(table);
            byLists.addAll(table.toList());
            expected.add(stream);
        }

        List<WordCounted> all = expected.mostCommon(Integer.MAX_VALUE);
        assertThat(byTables.mostCommon(Integer.MAX_VALUE)).isEqualTo(all);
        assertThat(byLists.mostCommon(Integer.MAX_VALUE)).isEqualTo(all);
    }
}
