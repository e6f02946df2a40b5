package dev.krait.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class FileGroupsTest {
    @Property(tries = 200)
    void everyFile_isInExactlyOneGroup(
            @ForAll @Size(max = 300) List<@LongRange(min = 0, max = 40_000_000) Long> sizes,
            @ForAll @IntRange(min = 1, max = 8) int workers) {
        var files = new java.util.ArrayList<FileSearch.Found>();
        for (int i = 0; i < sizes.size(); i++) {
            files.add(new FileSearch.Found(Path.of("/tree/file " + i), sizes.get(i)));
        }

        List<FileGroup> groups = FileGroups.of(files, workers);

        assertThat(groups.stream().flatMap(group -> group.paths().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        files.stream().map(FileSearch.Found::path).toList());
        assertThat(groups.stream().mapToLong(FileGroup::bytes).sum())
                .isEqualTo(sizes.stream().mapToLong(size -> size).sum());
        assertThat(groups)
                .allSatisfy(group -> assertThat(group.files().size() == 1 || group.bytes() <= 16 * 1024 * 1024)
                        .isTrue());
        assertThat(groups).isSortedAccordingTo((a, b) -> Long.compare(b.bytes(), a.bytes()));
    }
}
