package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of queues, also in a folder that cannot be looked into, or is gone. */
class QueueFilesTest {
    private static final long DEAD = 7;

    @TempDir
    Path folder;

    /** As where there are no descriptors left to open a folder. */
    private QueueFiles unreadable() throws Exception {
        return new QueueFiles(Files.createFile(folder.resolve("no-folder")));
    }

    @Test
    void files_areThoseOfOneUseOfAPlace_inTheirOrder() throws Exception {
        for (String name :
                new String[] {"queue-1-2-item-b", "queue-1-2-item-a", "queue-1-2-got-a", "queue-1-22-item-a"}) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(new QueueFiles(folder).list(1, 2, "item-"))
                .extracting(File::getName)
                .containsExactly("queue-1-2-item-a", "queue-1-2-item-b");
    }

    @Test
    void filesThatCannotBeListed_areNotTakenForNone() throws Exception {
        QueueFiles files = unreadable();

        assertThatThrownBy(() -> files.list(1, 2, "item-"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot look for the items of a queue in " + folder);
    }

    @Test
    void filesOfARunThatIsGone_areNone() {
        assertThat(new QueueFiles(folder.resolve("gone")).list(0, 1, "item-")).isEmpty();
    }

    @Test
    void itemsOfADeadProcess_thatCannotBeListed_areNotCountedAsDone() throws Exception {
        Path file = folder.resolve("ledger");
        Ledger.create(file);
        var ledger = Ledger.open(file, true);
        ledger.note(0, 1);
        ledger.carryOut(0);
        QueueFiles files = unreadable();

        assertThatThrownBy(() -> QueueItems.mend(files, 1, 2, ledger, 0, DEAD, 1))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(ledger.open(0)).isEqualTo(1);
    }
}
