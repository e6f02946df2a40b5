package dev.krait.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class CountingWaysTest {
    private Path folder;

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("count");
    }

    @AfterTry
    void removeFolder() throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Provide
    Arbitrary<List<byte[]>> files() {
        Arbitrary<byte[]> small = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        // Longer than what is read at once, with words over the ends of what is.
        Arbitrary<byte[]> large = small.filter(bytes -> bytes.length > 0).map(bytes -> {
            byte[] repeated = new byte[600_000];
            for (int i = 0; i < repeated.length; i++) {
                repeated[i] = bytes[i % bytes.length];
            }
            return repeated;
        });
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(6, small), net.jqwik.api.Tuple.of(1, large))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void oneByOneAndThreads_countLikeThePlainCount(@ForAll("files") List<byte[]> files) throws Exception {
        holds(files, new CountOneByOne(), new CountWithThreads(1), new CountWithThreads(3));
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void processes_countLikeThePlainCount(@ForAll("files") List<byte[]> files) throws Exception {
        holds(files, new CountWithProcesses(2, 0, note -> {}));
    }

    private void holds(List<byte[]> files, CountingWay... ways) throws Exception {
        var expected = new NaiveCount();
        for (int i = 0; i < files.size(); i++) {
            Files.write(folder.resolve("file-ä-" + i), files.get(i));
            expected.add(files.get(i));
        }
        for (CountingWay way : ways) {
            var total = new Tally();
            var search = new FileSearch(total);
            search.search(folder);
            List<FileGroup> groups = FileGroups.of(search.files(), 2);
            var done = new ArrayList<FileGroup>();

            way.count(groups, total, done::add);

            assertThat(total.problems()).isEmpty();
            assertThat(total.words().mostCommon(Integer.MAX_VALUE)).isEqualTo(expected.mostCommon(Integer.MAX_VALUE));
            assertThat(total.files()).isEqualTo(files.size());
            assertThat(done).containsExactlyInAnyOrderElementsOf(groups);
        }
    }
}
