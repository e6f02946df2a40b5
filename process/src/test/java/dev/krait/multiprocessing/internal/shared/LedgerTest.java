package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items that are told done just when their process dies. */
class LedgerTest {
    private static final int DEAD = 1;

    @TempDir
    Path folder;

    @AfterEach
    void noMoreFaults() {
        FaultPoint.on(null);
    }

    @Test
    void itemThatWentBackSinceItWasSeenOpen_isNotFinished() {
        Path file = folder.resolve(Ledger.NAME);
        Ledger.create(file);
        Ledger ledger = Ledger.open(file, true);
        ledger.note(DEAD, 1);
        ledger.carryOut(DEAD);
        FaultPoint.on(reached -> {
            if (reached.equals("open-seen")) {
                FaultPoint.on(null);
                ledger.beginMending(DEAD);
                ledger.takeBack(DEAD);
                ledger.endMending(DEAD);
            }
        });

        assertThat(ledger.finishOpen(DEAD)).isFalse();

        assertThat(ledger.finished()).isZero();
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.open(DEAD)).isZero();
    }
}
