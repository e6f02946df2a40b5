package dev.krait.multiprocessing.internal.shared;

import java.io.File;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** An item of a queue on its way out, still encoded. Used again for the next one; one thread at a time has it. */
public final class Parcel {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int KEPT = 64 * 1024;

    private byte[] bytes = new byte[256];
    private int length;
    private @Nullable File file;
    private boolean fileStays;

    /** An empty one. */
    public Parcel() {}

    /** Copies an item out of a chunk. */
    void fill(Memory chunk, int at, int size) {
        if (bytes.length < size || bytes.length > KEPT) {
            bytes = new byte[Math.max(256, size)];
        }
        chunk.get(at, bytes, 0, size);
        length = size;
        file = null;
    }

    /** Names the file that holds the item. */
    void point(File itsFile, int size, boolean stays) {
        file = itsFile;
        length = size;
        fileStays = stays;
    }

    /** Holds the item, from its beginning on, if there is no {@link #file}. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes the message has; in a file, arrays may follow it. */
    public int length() {
        return length;
    }

    /** The file that holds the item, null if this has it itself. */
    public @Nullable File file() {
        return file;
    }

    /** The item was read and is out of the queue: removes its file, unless that is needed until the item is done. */
    public void discard() {
        if (file != null && !fileStays && !file.delete()) {
            LOG.log(Level.DEBUG, "could not remove {0}", file);
        }
    }
}
