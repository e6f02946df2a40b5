package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Segment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue: small ones as records in chunks, large ones in files of their own, whose records only name them.
 *
 * <p>A queue that gives back what a dead process had taken has every item in a file, whose name says who has it: {@code
 * item} while it is in the queue, {@code taken} while a process has it, {@code again} once it was taken back.
 */
final class QueueItems {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** The longest item that is copied into a chunk. */
    private static final int LARGE = 32 * 1024;

    // The first word of a record: its length, or the next chunk, and what it is.
    private static final int KIND_SHIFT = 32;
    private static final int INLINE = 1;
    private static final int IN_FILE = 2;
    private static final int NEXT_CHUNK = 3;
    private static final int HEADER = 8;
    private static final int FILE_RECORD = HEADER + 16;

    private static final String ITEM = "item-";
    private static final String TAKEN = "taken-";
    private static final String AGAIN = "again-";

    private final QueueFiles files;
    private final int at;
    private final int generation;
    private final boolean requeues;
    private final Chunks putSide;
    private final Chunks getSide;

    /** The files of what threads of this process have taken, in the order of taking. */
    private final Map<Long, Deque<File>> taken = new HashMap<>();

    // Of the record that was read last; guarded by the get lock.
    private long maker;
    private long number;

    QueueItems(Arena arena, int at, int generation, boolean requeues, Chunks putSide, Chunks getSide) {
        this.files = arena.queueFiles();
        this.at = at;
        this.generation = generation;
        this.requeues = requeues;
        this.putSide = putSide;
        this.getSide = getSide;
    }

    static String name(long maker, long number, int length) {
        return maker + "-" + number + "-" + length;
    }

    private File file(String name) {
        return files.path(at, generation, name).toFile();
    }

    // Putting.

    /** An item in a file, which is in no queue yet. */
    record Spilled(File file, long maker, long number, int length) {
        void remove() {
            delete(file);
        }
    }

    /**
     * Writes an item into a file if it does not go into a chunk.
     *
     * @return null if it goes into a chunk
     */
    @Nullable
    Spilled spillIfLarge(ByteWriter item) {
        if (!requeues && item.size() <= LARGE && item.blocks().isEmpty()) {
            return null;
        }
        long me = ProcessHandle.current().pid();
        long next = QueueFiles.newNumber();
        File file = file(ITEM + name(me, next, item.size()));
        try {
            Segment.write(file, item.array(), 0, item.size(), item.blocks());
        } catch (IOException full) {
            delete(file);
            throw new UncheckedIOException(
                    "there is no room for an item of " + (item.size() + item.blockBytes()) + " bytes in "
                            + file.getParent() + " (" + full.getMessage()
                            + "); give the queue a maxsize, let it be emptied faster, or make room there",
                    full);
        }
        return new Spilled(file, me, next, item.size());
    }

    /** Writes a record behind the last one, and says where the word of the side moves. Has the put lock. */
    long write(long put, ByteWriter item, @Nullable Spilled spilled) {
        int size = spilled == null ? HEADER + ((item.size() + 7) & ~7) : FILE_RECORD;
        int chunk = QueueWord.chunk(put);
        int offset = QueueWord.offset(put);
        Memory memory = putSide.view(chunk);
        if (offset + size + HEADER > memory.size()) {
            int next = putSide.take(memory.size(), size);
            memory.setRelease(offset, (long) NEXT_CHUNK << KIND_SHIFT | next);
            chunk = next;
            offset = Chunks.FIRST;
            memory = putSide.view(chunk);
        }
        if (spilled == null) {
            memory.put(offset + HEADER, item.array(), 0, item.size());
            memory.setRelease(offset, (long) INLINE << KIND_SHIFT | item.size());
        } else {
            memory.setRelease(offset + HEADER, spilled.maker);
            memory.setRelease(offset + HEADER + 8, spilled.number);
            memory.setRelease(offset, (long) IN_FILE << KIND_SHIFT | spilled.length);
        }
        return QueueWord.of(chunk, offset + size, QueueWord.count(put) + 1);
    }

    /** The word could not move after all. */
    void unwrite(long put, long next) {
        if (QueueWord.chunk(put) != QueueWord.chunk(next)) {
            putSide.giveBack(QueueWord.chunk(next));
        }
    }

    // Getting. Has the get lock.

    /** Reads the next record, and says where the word of the side moves. */
    long read(long got, Parcel parcel) {
        int chunk = QueueWord.chunk(got);
        int offset = QueueWord.offset(got);
        Memory memory = getSide.view(chunk);
        long header = memory.getPlain(offset);
        if (header >>> KIND_SHIFT == NEXT_CHUNK) {
            chunk = (int) header;
            offset = Chunks.FIRST;
            memory = getSide.view(chunk);
            header = memory.getPlain(offset);
        }
        int length = (int) header;
        int size;
        if (header >>> KIND_SHIFT == INLINE) {
            parcel.fill(memory, offset + HEADER, length);
            size = HEADER + ((length + 7) & ~7);
        } else if (header >>> KIND_SHIFT == IN_FILE) {
            maker = memory.getPlain(offset + HEADER);
            number = memory.getPlain(offset + HEADER + 8);
            parcel.point(file(ITEM + name(maker, number, length)), length, requeues);
            size = FILE_RECORD;
        } else {
            throw new IllegalStateException("the memory of a queue was overwritten by something else: " + header
                    + " is no beginning of an item");
        }
        return QueueWord.of(chunk, offset + size, QueueWord.count(got) + 1);
    }

    /** Notes in the ledger that the record that was read will be taken. */
    void note(Ledger ledger, int slot, int countAfter, Parcel parcel) {
        if (requeues) {
            ledger.noteItem(maker, number, parcel.length());
        }
        ledger.note(slot, countAfter);
    }

    /** The record that was read is this process's now. */
    void taken(Ledger ledger, int slot, Parcel parcel) {
        if (requeues) {
            String name = name(maker, number, parcel.length());
            hold(file(ITEM + name), file(takenName(slot, ledger.taken(slot), name)), parcel);
        }
    }

    /** The word has moved: a chunk that lies behind it is free. */
    void leave(long got, long next) {
        if (QueueWord.chunk(got) != QueueWord.chunk(next)) {
            getSide.giveBack(QueueWord.chunk(got));
        }
    }

    // Items that go back when a process dies.

    private static String takenName(int slot, long index, String name) {
        return String.format("%s%03d-%019d-%s", TAKEN, slot, index, name);
    }

    private static String nameOf(File file) {
        // MAKER-NUMBER-LENGTH are the last three parts.
        String name = file.getName();
        int from = name.length();
        for (int part = 0; part < 3; part++) {
            from = name.lastIndexOf('-', from - 1);
        }
        return name.substring(from + 1);
    }

    private void hold(File from, File to, Parcel parcel) {
        move(from, to);
        synchronized (taken) {
            taken.computeIfAbsent(Thread.currentThread().getId(), thread -> new ArrayDeque<>())
                    .add(to);
        }
        parcel.point(to, parcel.length(), true);
    }

    /** How many items were taken back and wait. */
    int countAgain() {
        return files.list(at, generation, AGAIN).size();
    }

    /** The next item that was taken back, null if there is none. Has the get lock. */
    @Nullable
    File firstAgain(Ledger ledger) {
        if (!ledger.mayHaveAgain()) {
            return null;
        }
        ledger.setAgain(false);
        List<File> found = files.list(at, generation, AGAIN);
        if (found.isEmpty()) {
            return null;
        }
        ledger.setAgain(true);
        return found.get(0);
    }

    /** Looks at an item that was taken back. */
    void show(File again, Parcel parcel) {
        String name = nameOf(again);
        parcel.point(again, Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)), true);
    }

    /** Takes an item that was taken back. Has the get lock. */
    void takeAgain(Ledger ledger, int slot, File again, Parcel parcel) {
        show(again, parcel);
        long index = ledger.taken(slot);
        ledger.takeAgain(slot);
        FaultPoint.reach("again-counted");
        hold(again, file(takenName(slot, index, nameOf(again))), parcel);
    }

    /** An item of a process is done: of this one, the first that the calling thread took, else the first of all. */
    void done(int slot, boolean own) {
        if (!requeues) {
            return;
        }
        File file = own ? firstOfMine() : null;
        if (file == null) {
            List<File> found = files.list(at, generation, String.format("%s%03d-", TAKEN, slot));
            file = found.isEmpty() ? null : found.get(0);
        }
        if (file != null) {
            delete(file);
        }
    }

    private @Nullable File firstOfMine() {
        synchronized (taken) {
            long me = Thread.currentThread().getId();
            long thread = taken.containsKey(me) || taken.isEmpty()
                    ? me
                    : taken.keySet().iterator().next();
            Deque<File> mine = taken.get(thread);
            File first = mine == null ? null : mine.poll();
            if (mine != null && mine.isEmpty()) {
                taken.remove(thread);
            }
            return first;
        }
    }

    /** Takes back what a dead process had taken. May be done twice. */
    static void mend(QueueFiles files, int at, int generation, Ledger ledger, int dead, int got) {
        if (ledger.hasNoteOf(dead, got)) {
            String name = ledger.notedItem();
            Path item = files.path(at, generation, ITEM + name);
            if (Files.exists(item)) {
                move(
                        item.toFile(),
                        files.path(at, generation, takenName(dead, ledger.taken(dead), name))
                                .toFile());
            }
        }
        ledger.carryOutFor(dead, got);
        List<File> held = files.list(at, generation, String.format("%s%03d-", TAKEN, dead));
        // It says that one is done first, and then removes the file.
        int done = held.size() - Math.max(0, ledger.open(dead));
        for (File file : held) {
            if (done-- > 0) {
                delete(file);
            } else {
                move(
                        file,
                        files.path(
                                        at,
                                        generation,
                                        AGAIN
                                                + file.getName()
                                                        .substring(
                                                                file.getName().indexOf(TAKEN)))
                                .toFile());
            }
        }
        ledger.takeBack(dead);
        if (!files.list(at, generation, AGAIN).isEmpty()) {
            ledger.setAgain(true);
        }
    }

    private static void move(File from, File to) {
        try {
            Files.move(from.toPath(), to.toPath(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take " + from + ", an item of a queue; did somebody remove it?", e);
        }
    }

    private static void delete(File file) {
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not remove " + file, e);
        }
    }
}
