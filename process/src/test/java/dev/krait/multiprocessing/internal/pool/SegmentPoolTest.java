package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.wire.Block;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files through which large arguments go. */
class SegmentPoolTest {
    private static final int LARGE = 33 * 1024;

    private static long mappings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(map -> map.contains("segment-")).count();
        }
    }

    @Test
    void thousandsOfValuesOnTheirWay_doNotUseUpTheMappingsOfAProcess() throws Exception {
        // A process may have 65,530 of them, and the JVM cannot go on when it needs one more.
        var segments = new SegmentPool();
        List<Block> block = List.of(Block.of(new byte[LARGE]));
        try {
            for (int round = 0; round < 2; round++) {
                var used = new ArrayList<File>();
                for (int i = 0; i < 3000; i++) {
                    used.add(segments.write(new byte[1], 0, 1, block));
                }
                assertThat(mappings()).isLessThan(1100);
                used.forEach(segments::release);
            }
        } finally {
            segments.close();
        }
    }
}
