package dev.krait.multiprocessing.internal.pool;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * How many bytes a pipe takes before a writer has to wait.
 *
 * <p>It is 64 KiB as a rule, but Linux gives a user who has many pipes open, in whatever processes, new ones of a page or two.
 * The JVM cannot ask, so a new pipe is filled.
 */
final class PipeRoom {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    static final int USUAL = 64 * 1024;

    /** What every system gives. */
    static final int LEAST = 4096;

    /** The least that was found: some of the pipes in use may be from then. */
    private static volatile int least = USUAL;

    private PipeRoom() {}

    /** The room of the pipes that this process was given lately, 64 KiB at most. */
    static int bytes() {
        int now = Math.min(least, measure());
        least = now;
        return now;
    }

    /** For tests, which make pipes smaller than the system would: takes all to be so, until told otherwise. */
    static void assume(int bytes) {
        least = bytes;
    }

    /** The room of a new pipe. */
    static int measure() {
        try {
            Pipe pipe = Pipe.open();
            try {
                return measure(pipe.sink());
            } finally {
                pipe.sink().close();
                pipe.source().close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "there is no pipe to see how much one takes", e);
            return LEAST;
        }
    }

    private static int measure(Pipe.SinkChannel sink) throws IOException {
        sink.configureBlocking(false);
        var page = ByteBuffer.allocate(LEAST);
        int room = 0;
        while (room < USUAL && sink.write(page.clear()) == LEAST) {
            room += LEAST;
        }
        return Math.max(LEAST, room);
    }
}
