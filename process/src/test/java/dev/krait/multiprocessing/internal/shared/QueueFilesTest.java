package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of queues in a folder that cannot be looked into, or is gone. */
class QueueFilesTest {
    @TempDir
    Path folder;

    @Test
    void filesThatCannotBeLookedFor_areNotTakenForNone() throws Exception {
        var files = new QueueFiles(Files.createFile(folder.resolve("no-folder")));

        assertThatThrownBy(() -> files.list(0, 1, "item-"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot look for the items of a queue in " + folder);
    }

    @Test
    void filesOfARunThatIsGone_areNone() {
        assertThat(new QueueFiles(folder.resolve("gone")).list(0, 1, "item-")).isEmpty();
    }
}
