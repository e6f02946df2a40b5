package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.shared.SharedQueue.Outcome;
import dev.krait.multiprocessing.internal.shared.SharedQueue.Traits;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.File;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes from one process to another just while somebody looks whether the end of a stream has come. */
class EndOfStreamTest {
    private static final int EARLIER = 100;
    private static final int LATER = 200;

    private final Arena arena = Arena.current();

    @AfterEach
    void noMoreFaults() {
        FaultPoint.on(null);
    }

    private static void atPass(String point, int pass, Runnable action) {
        var passes = new AtomicInteger();
        FaultPoint.on(reached -> {
            if (reached.equals(point) && passes.incrementAndGet() == pass) {
                action.run();
            }
        });
    }

    @Test
    void producerThatEndsAfterAnotherHasBegun_isNoEnd() throws Exception {
        SharedQueue queue = SharedQueue.create(0, new Traits(0, false, false, true));
        queue.beginProducing();
        queue.endProducing();
        int last = queue.handle().at() + SharedQueue.PRODUCERS + LATER / Long.SIZE * Long.BYTES;
        arena.memory().set(last, 1);
        atPass("producers-looked", 1, () -> {
            queue.beginProducing();
            arena.memory().set(last, 0);
        });

        assertThat(queue.get(new Parcel(), false, null)).isEqualTo(Outcome.NOT_NOW);

        queue.endProducing();
        assertThat(queue.get(new Parcel(), false, null)).isEqualTo(Outcome.OVER);
    }

    @Test
    void itemThatComesBackAndIsTakenByAnother_mayComeBackAgain() throws Exception {
        SharedQueue queue = SharedQueue.create(0, new Traits(1, true, true, true));
        int at = queue.handle().at();
        int generation = queue.handle().generation();
        QueueFiles files = arena.queueFiles();
        Ledger ledger = Ledger.open(files.path(at, generation, Ledger.NAME), true);
        queue.beginProducing();
        assertThat(queue.put(new ByteWriter(16), true, null)).isEqualTo(Outcome.DONE);
        queue.endProducing();
        assertThat(queue.get(new Parcel(), false, null)).isEqualTo(Outcome.DONE);
        assertThat(queue.taskDone()).isTrue();
        File item = Files.createFile(files.path(at, generation, "taken-" + LATER + "-0-1-1-0"))
                .toFile();
        ledger.note(LATER, 1);
        ledger.carryOut(LATER);
        atPass("line-looked", LATER, () -> {
            QueueItems.mend(files, at, generation, ledger, LATER, LATER, 1);
            assertThat(item).doesNotExist();
            assertThat(files.list(at, generation, "again-")).hasSize(1);
            ledger.note(EARLIER, 1);
            ledger.carryOut(EARLIER);
            assertThat(files.list(at, generation, "again-").get(0).delete()).isTrue();
            ledger.clearAgain(ledger.again());
        });

        assertThat(queue.get(new Parcel(), false, null)).isEqualTo(Outcome.NOT_NOW);

        assertThat(ledger.finishOpen(EARLIER)).isTrue();
        assertThat(queue.get(new Parcel(), false, null)).isEqualTo(Outcome.OVER);
    }
}
