package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Segment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue: small ones as records in chunks, large ones in files of their own, whose records only name them.
 *
 * <p>The name of a file says who has it: {@code put} while somebody is about to put it, {@code item} while it is in the queue,
 * {@code got} while somebody reads it. Renaming goes with the moves of the queue's words, and each side notes what it is about
 * to move; so it is known which file goes with a process that dies. A queue that gives back what a dead process had taken
 * has every item in a file; there it is {@code taken} instead of {@code got}, until it is done; {@code back} while somebody
 * sees to what a dead process had, and then {@code again}.
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

    private static final String PUT = "put-";
    private static final String ITEM = "item-";
    private static final String GOT = "got-";
    private static final String TAKEN = "taken-";
    private static final String BACK = "back-";
    private static final String AGAIN = "again-";

    private final long me;
    private final QueueFiles files;
    private final int at;
    private final int generation;
    private final boolean requeues;
    private final Chunks putSide;
    private final Chunks getSide;
    private final FileNote putNote;
    private final FileNote getNote;

    /** The files of what threads of this process have taken, in the order of taking. */
    private final Map<Long, Deque<File>> taken = new HashMap<>();

    // Of the record that was read last; guarded by the get lock.
    private long maker;
    private long number;

    QueueItems(
            Arena arena,
            int at,
            int generation,
            boolean requeues,
            Chunks putSide,
            Chunks getSide,
            FileNote putNote,
            FileNote getNote) {
        this.putNote = putNote;
        this.getNote = getNote;
        this.me = arena.processes().name(arena.processes().slot());
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
        long next = QueueFiles.newNumber();
        File file = file(PUT + name(me, next, item.size()));
        try {
            Segment.write(file, item.array(), 0, item.size(), item.blocks());
        } catch (IOException full) {
            delete(file);
            throw new UncheckedIOException(
                    RunFolder.refusal(
                            file.toPath(),
                            "there is no room for an item of " + (item.size() + item.blockBytes()) + " bytes in "
                                    + file.getParent() + " (" + full.getMessage()
                                    + "); give the queue a maxsize, let it be emptied faster, or make room there"),
                    full);
        }
        FaultPoint.reach("put-spilled");
        return new Spilled(file, me, next, item.size());
    }

    /** Notes that the word will move over the record of an item with a file. */
    void notePut(Spilled spilled, int countAfter) {
        putNote.write(me, countAfter, spilled.maker, spilled.number, spilled.length);
    }

    /** The word has moved: the file is in the queue, unless somebody was there already and saw to that. */
    void isIn(Spilled spilled) {
        moveIfThere(spilled.file, file(ITEM + name(spilled.maker, spilled.number, spilled.length)));
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
            File item = file(ITEM + name(maker, number, length));
            if (!item.exists()) {
                // Who put it died or was stopped just before it said so.
                moveIfThere(file(PUT + name(maker, number, length)), item);
            }
            parcel.point(item, length, requeues);
            size = FILE_RECORD;
        } else {
            throw new IllegalStateException("the memory of a queue was overwritten by something else: " + header
                    + " is no beginning of an item");
        }
        return QueueWord.of(chunk, offset + size, QueueWord.count(got) + 1);
    }

    /** Notes that the record that was read will be taken. */
    void note(@Nullable Ledger ledger, int slot, int countAfter, Parcel parcel) {
        if (requeues) {
            Objects.requireNonNull(ledger).noteItem(maker, number, parcel.length());
        } else if (parcel.file() != null) {
            getNote.write(me, countAfter, maker, number, parcel.length());
        }
        if (ledger != null) {
            ledger.note(slot, countAfter);
        }
    }

    /** The record that was read is this process's now. */
    void taken(@Nullable Ledger ledger, int slot, Parcel parcel) {
        String name = name(maker, number, parcel.length());
        if (ledger != null && requeues) {
            takeFrom(file(ITEM + name), ledger, slot, name, parcel);
            return;
        }
        if (parcel.file() != null) {
            File got = file(GOT + me + "-" + name);
            move(file(ITEM + name), got);
            parcel.point(got, parcel.length(), false);
        }
        if (ledger != null) {
            ledger.carryOut(slot);
        }
    }

    private void takeFrom(File from, Ledger ledger, int slot, String name, Parcel parcel) {
        File file = file(takenName(me, ledger.taken(slot), name));
        move(from, file);
        parcel.point(file, parcel.length(), true);
        FaultPoint.reach("taken-not-counted");
        ledger.carryOut(slot);
        keep(file); // Now that it is counted as taken, others of this process may tell it done.
    }

    /** The word has moved: a chunk that lies behind it is free. */
    void leave(long got, long next) {
        if (QueueWord.chunk(got) != QueueWord.chunk(next)) {
            getSide.giveBack(QueueWord.chunk(got));
        }
    }

    // Items that go back when a process dies.

    private static String takenName(long process, long index, String name) {
        return String.format(Locale.ROOT, "%s%d-%019d-%s", TAKEN, process, index, name);
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

    private void keep(File file) {
        synchronized (taken) {
            taken.computeIfAbsent(Thread.currentThread().getId(), thread -> new ArrayDeque<>())
                    .add(file);
        }
    }

    /** How many items were taken back and wait. */
    int countAgain() {
        return files.list(at, generation, AGAIN).size();
    }

    /** The next item that was taken back, null if there is none. Has the get lock. */
    @Nullable
    File firstAgain(Ledger ledger) {
        while (ledger.mayHaveAgain()) {
            long word = ledger.again();
            List<File> found = files.list(at, generation, AGAIN);
            if (!found.isEmpty()) {
                return found.get(0);
            }
            FaultPoint.reach("again-none");
            ledger.clearAgain(word);
            FaultPoint.reach("again-cleared");
        }
        return null;
    }

    /** Looks at an item that was taken back. Has the get lock. */
    void show(File again, Parcel parcel) {
        String[] name = nameOf(again).split("-", 3);
        maker = Long.parseLong(name[0]);
        number = Long.parseLong(name[1]);
        parcel.point(again, Integer.parseInt(name[2]), true);
    }

    /** Takes the item that was looked at; the queue stands at a count, which does not move. Has the get lock. */
    void takeAgain(Ledger ledger, int slot, int count, File again, Parcel parcel) {
        note(ledger, slot, count, parcel);
        FaultPoint.reach("again-noted");
        takeFrom(again, ledger, slot, nameOf(again), parcel);
    }

    /**
     * An item of this process is done, and not counted yet: removes the first that the calling thread took, else the first of
     * another thread. So what was told done and not counted by a process that died is what it has no file of.
     *
     * @return false if none is known
     */
    boolean removeMine() {
        File file = firstOfMine();
        if (file != null) {
            delete(file);
        }
        return file != null;
    }

    /**
     * An item of a process is done and counted: removes the first. Not of a process that died meanwhile: who mends has the
     * files then, and knows by their number how many of them are done; so it does of one that stays here.
     */
    void removeFirstOf(long process) {
        if (!requeues) {
            return;
        }
        try {
            List<File> found = files.list(at, generation, TAKEN + process + "-");
            FaultPoint.reach("done-listed");
            for (File file : found) {
                if (file.delete()) {
                    return;
                }
            }
        } catch (UncheckedIOException e) {
            LOG.log(Level.DEBUG, "could not remove the file of an item that is done", e); // It goes with its process.
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

    /**
     * After a death: what the dead process had put is in the queue, or gone if it had not come so far; what it was getting is
     * gone with it. May be done twice.
     */
    static void mendFiles(QueueFiles files, int at, int generation, Side put, Side got, long dead) {
        if (put.isMovedBy(dead)) {
            String name = put.note().item();
            moveIfThere(
                    files.path(at, generation, PUT + name).toFile(),
                    files.path(at, generation, ITEM + name).toFile());
        }
        files.list(at, generation, PUT + dead + "-").forEach(QueueItems::delete);
        if (got.isMovedBy(dead)) {
            delete(files.path(at, generation, ITEM + got.note().item()).toFile());
        }
        files.list(at, generation, GOT + dead + "-").forEach(QueueItems::delete);
    }

    /** A side's note, and the count at which its word stands. */
    record Side(FileNote note, int count) {
        private boolean isMovedBy(long process) {
            return note.isOf(process, count);
        }
    }

    /**
     * Takes back what a dead process had taken. May be done twice.
     *
     * <p>Its items are those that still have files, and what it told done has none. So where the two differ, the count
     * follows the files; only what others told done for it, or before it was got, is counted and has a file.
     */
    static void mend(QueueFiles files, int at, int generation, Ledger ledger, int dead, long process, int got) {
        if (ledger.hasNoteOf(dead, got)) {
            String name = ledger.notedItem();
            File noted = files.list(at, generation, AGAIN).stream()
                    .filter(again -> nameOf(again).equals(name))
                    .findFirst()
                    .orElseGet(() -> files.path(at, generation, ITEM + name).toFile());
            moveIfThere(
                    noted,
                    files.path(at, generation, takenName(process, ledger.taken(dead), name))
                            .toFile());
        }
        ledger.carryOutFor(dead, got);
        ledger.beginMending(dead);
        moveAll(files, at, generation, TAKEN + process + "-", BACK); // Nobody else removes one from now on.
        if (!ledger.isSettled(dead)) {
            List<File> held = files.list(at, generation, BACK + process + "-");
            ledger.finishBut(dead, held.size());
            FaultPoint.reach("mending-counted");
            held.subList(0, held.size() - Math.max(0, ledger.open(dead))).forEach(QueueItems::delete);
            ledger.settle(dead);
            FaultPoint.reach("mending-settled");
        }
        ledger.takeBack(dead);
        FaultPoint.reach("mending-taken-back");
        moveAll(files, at, generation, BACK + process + "-", AGAIN);
        FaultPoint.reach("mending-back");
        if (!files.list(at, generation, AGAIN).isEmpty()) {
            ledger.setAgain();
        }
        ledger.endMending(dead);
    }

    /** Renames files from one beginning of their names to another. */
    private static void moveAll(QueueFiles files, int at, int generation, String from, String to) {
        List<File> found = files.list(at, generation, from);
        FaultPoint.reach("mending-listed");
        for (File file : found) {
            String name = file.getName();
            String rest = name.substring(name.indexOf(from) + from.indexOf('-') + 1);
            moveIfThere(file, files.path(at, generation, to + rest).toFile());
        }
    }

    private static void moveIfThere(File from, File to) {
        try {
            Files.move(from.toPath(), to.toPath(), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException movedAlready) {
            LOG.log(Level.TRACE, "somebody else has moved {0}", from);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rename " + from + ", an item of a queue", e);
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
