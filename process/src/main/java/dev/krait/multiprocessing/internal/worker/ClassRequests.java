package dev.krait.multiprocessing.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.WantedAnswer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks the parent for classes and resources, from any thread of the worker.
 *
 * <p>The asking thread waits for the answer, of which the control lane tells. No interrupt ends that wait, as none ends the
 * reading of a class from a disk.
 */
final class ClassRequests {
    private static final int NO_ANSWER = -1;

    private final Outbox outbox;
    private final String filePrefix;

    @GuardedBy("this")
    private long lastRequest;

    /** The lengths of the answers that are waited for. */
    @GuardedBy("this")
    private final Map<Long, Integer> lengths = new HashMap<>();

    ClassRequests(Outbox outbox, String filePrefix) {
        this.outbox = outbox;
        this.filePrefix = filePrefix;
    }

    /** Asks and waits. */
    WantedAnswer ask(ToParent.Wish wish, int route, String name) throws IOException {
        long request;
        synchronized (this) {
            request = ++lastRequest;
            lengths.put(request, NO_ANSWER);
        }
        var frame = new ByteWriter(128);
        ToParent.putWanted(frame, new ToParent.Wanted(request, wish, route, name));
        outbox.commit(frame);
        outbox.ring();
        FaultPoint.reach("class-wanted");
        int length = await(request);
        if (length == 0) {
            throw new IOException("the parent process could not send it");
        }
        File file = LaunchedWorker.answerPath(filePrefix, request).toFile();
        FaultPoint.reach("class-answered", file);
        byte[] answer = Segment.read(file, length);
        Files.delete(file.toPath());
        return WantedAnswer.read(new ByteReader(answer));
    }

    private synchronized int await(long request) {
        boolean interrupted = false;
        Integer length = lengths.get(request);
        while (length != null && length == NO_ANSWER) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            length = lengths.get(request);
        }
        lengths.remove(request);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return length == null ? 0 : length;
    }

    /** The parent has answered. */
    synchronized void answered(long request, int length) {
        lengths.replace(request, length);
        notifyAll();
    }
}
