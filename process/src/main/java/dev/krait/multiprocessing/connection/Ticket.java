package dev.krait.multiprocessing.connection;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An end on its way to another process.
 *
 * @param path where the other end is met; null if there is none any more
 * @param readable whether it receives
 * @param writable whether it sends
 * @param terms what it lets through
 * @param unread messages that had arrived for it
 * @param unsent messages that were to go from it
 */
record Ticket(
        @Nullable String path,
        boolean readable,
        boolean writable,
        Terms terms,
        List<byte[]> unread,
        List<byte[]> unsent)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** Closes the end in the place of whoever was to take it over, if nobody has. */
    void lose() {
        try {
            if (path != null && MeetingPoint.isOpen(Path.of(path))) {
                new Connection(End.arriving(this)).close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an end of a pipe that was lost on its way could not be closed", e);
        }
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        try {
            return new Connection(End.arriving(this));
        } catch (IOException e) {
            var failure = new InvalidObjectException(
                    "an end of a pipe could not be taken over by this process: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
