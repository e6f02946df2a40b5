package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.File;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written and read again and again, through mappings where that is safe. */
class ReusedSegmentTest {
    private static final int LARGE = ReusedSegment.LEAST + 17;

    private final Random random = new Random(11);
    private final SegmentReader reader = new SegmentReader();
    private File file;
    private ReusedSegment segment;

    @BeforeEach
    void newSegment(@TempDir Path folder) {
        file = folder.resolve("segment").toFile();
        segment = new ReusedSegment(file);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void writeAndRead(int head, int... blocks) throws Exception {
        byte[] first = bytes(head + 3);
        List<byte[]> rest = Arrays.stream(blocks).mapToObj(this::bytes).toList();
        segment.write(first, 3, head, rest.stream().map(Block::of).toList());
        try (var reading = reader.open(file)) {
            assertThat(reading.next(head)).isEqualTo(Arrays.copyOfRange(first, 3, head + 3));
            for (byte[] block : rest) {
                assertThat(reading.next(block.length)).isEqualTo(block);
            }
        }
    }

    @Test
    void contents_ofEverySize_arriveAgainAndAgain() throws Exception {
        int[] sizes = {1, 100, LARGE, 70_000, LARGE, 3 * LARGE, LARGE, 0, 2 * LARGE, 3 * LARGE, 1};
        for (int size : sizes) {
            writeAndRead(9, size);
            writeAndRead(size + 1);
            writeAndRead(5, size, LARGE, 1, size);
        }
    }

    @Test
    void capacity_isThatOfTheLargestContents_untilTheFileIsEmptied() throws Exception {
        writeAndRead(LARGE);
        writeAndRead(10);
        assertThat(segment.capacity()).isEqualTo(LARGE);
        writeAndRead(LARGE);
        segment.empty();
        assertThat(segment.capacity()).isZero();
        assertThat(Files.size(file.toPath())).isZero();
    }

    @Test
    void fileThatWasEmptied_isWrittenAnewAndReadByWhoHadItMapped() throws Exception {
        for (int i = 0; i < 3; i++) {
            writeAndRead(LARGE);
            writeAndRead(LARGE);
            segment.empty();
        }
    }

    @Test
    void interruptedThread_writesAndReadsNevertheless_andStaysInterrupted() throws Exception {
        for (int i = 0; i < 3; i++) {
            Thread.currentThread().interrupt();
            writeAndRead(LARGE);
            assertThat(Thread.interrupted()).isTrue();
            reader.forget();
        }
    }

    @Test
    void manyFiles_areReadEachWithItsOwnContents(@TempDir Path folder) throws Exception {
        for (int i = 0; i < 700; i++) {
            file = folder.resolve("segment-" + i % 300).toFile();
            segment = new ReusedSegment(file);
            writeAndRead(LARGE + i);
        }
    }

    @Test
    void fileThatIsCutShort_isAnErrorAndThenWrittenAnew() throws Exception {
        writeAndRead(5, LARGE, 3 * LARGE);
        for (int i = 0; i < 3; i++) {
            writeAndRead(5, LARGE, 3 * LARGE); // From here on through mappings.
            cutShort(2 * LARGE);
            try (var reading = reader.open(file)) {
                reading.next(5);
                reading.next(LARGE);
                assertThatThrownBy(() -> reading.next(3 * LARGE)).isInstanceOf(EOFException.class);
            }
            writeAndRead(5, LARGE, 3 * LARGE);
            cutShort(0);
            writeAndRead(LARGE);
        }
    }

    private void cutShort(long length) throws Exception {
        try (var opened = new RandomAccessFile(file, "rw")) {
            opened.setLength(length);
        }
    }

    @Test
    void fileThatIsTooLargeToStayMapped_isNotMappedAgainAndAgain() throws Exception {
        segment.write(bytes(LARGE), 0, LARGE, List.of());
        try (var longer = new RandomAccessFile(file, "rw")) {
            longer.setLength(1L << 30);
        }
        for (int i = 0; i < 20; i++) {
            writeAndRead(LARGE);
        }
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(map -> map.contains(file.getPath()))).hasSizeLessThan(3);
        }
    }

    @Test
    void fileThatIsTooShort_isAnError() throws Exception {
        segment.write(bytes(LARGE), 0, LARGE, List.of());
        try (var reading = reader.open(file)) {
            assertThatThrownBy(() -> reading.next(LARGE + 1)).isInstanceOf(EOFException.class);
        }
    }
}
