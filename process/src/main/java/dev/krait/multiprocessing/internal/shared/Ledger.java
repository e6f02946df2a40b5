package dev.krait.multiprocessing.internal.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who took how many items from a queue, and how many are done: a file with a line for each process. What is unfinished is
 * what was put, less the sum of what is done; so finishing one is one compare-and-set.
 *
 * <p>An item passes into the hands of a process in two steps, the queue's and the one here. What is to be written here is
 * noted before the first, so that whoever mends can do the second.
 */
final class Ledger {
    static final String NAME = "ledger";

    // The note: which process is about to take, at what count the queue will then stand, and what its line will say.
    private static final int NOTE_SLOT = 0;
    private static final int NOTE_COUNT = 8;
    private static final int NOTE_TAKEN = 16;
    private static final int NOTE_ITEM = 24;

    /** How many lines are in use. */
    private static final int LINES = 64;

    /** The lowest bit: whether there may be items that were taken back from a dead process. The rest: how often some were. */
    private static final int AGAIN = 128;

    /** Whether items were told done before somebody took them. */
    private static final int EARLY = 136;

    // A line: how many items the process took; in one word how many are done, and how many went with it, which are lost
    // or back in the queue; and whether who mends after it has made these agree with what there is.
    private static final int FIRST_LINE = 192;
    private static final int LINE_SIZE = 64;
    private static final int TAKEN = 0;
    private static final int FINISHED = 8;
    private static final int SETTLED = 16;
    private static final int WENT_SHIFT = 32;
    private static final long DONE_MASK = 0xffff_ffffL;

    /** In the word for what is done: somebody goes over it for a dead process, whose items go back. */
    private static final long MENDING = 1L << 63;

    private final Memory memory;
    private final boolean requeues;

    private Ledger(Memory memory, boolean requeues) {
        this.memory = memory;
        this.requeues = requeues;
    }

    static void create(Path file) {
        try {
            Memory.create(file, FIRST_LINE + Layout.PROCESS_COUNT * LINE_SIZE);
        } catch (IOException full) {
            throw new UncheckedIOException(
                    "there is no room for a queue in " + file.getParent() + " (" + full.getMessage()
                            + "); make room there, or more of it (docker run --shm-size)",
                    full);
        }
    }

    /** That of a queue, which puts back what dead processes had taken, or does not. */
    static Ledger open(Path file, boolean requeues) {
        try {
            return new Ledger(Memory.map(file), requeues);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ", the ledger of a queue", e);
        }
    }

    /** The same, or null if it was removed. */
    static @Nullable Ledger openIfThere(Path file, boolean requeues) {
        try {
            return new Ledger(Memory.map(file), requeues);
        } catch (NoSuchFileException gone) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ", the ledger of a queue", e);
        }
    }

    private static int line(int slot) {
        return FIRST_LINE + slot * LINE_SIZE;
    }

    // Taking. The get lock is held.

    /**
     * Notes that a process is about to take an item, after which the queue will stand at a count; it stands there already if
     * the item is one that was taken back.
     */
    void note(int slot, int countAfter) {
        memory.setRelease(NOTE_COUNT, countAfter);
        memory.setRelease(NOTE_TAKEN, memory.get(line(slot) + TAKEN) + 1);
        memory.setRelease(NOTE_SLOT, slot + 1L);
    }

    /** Adds to the note, before it is made, what the item's file has in its name. */
    void noteItem(long maker, long number, int length) {
        memory.setRelease(NOTE_ITEM, maker);
        memory.setRelease(NOTE_ITEM + 8, number);
        memory.setRelease(NOTE_ITEM + 16, length);
    }

    /** Whether a dead process had noted that it would take what the queue has now passed. */
    boolean hasNoteOf(int dead, int count) {
        return memory.get(NOTE_SLOT) == dead + 1 && memory.get(NOTE_COUNT) == count;
    }

    /** The item of the note. */
    String notedItem() {
        return QueueItems.name(memory.get(NOTE_ITEM), memory.get(NOTE_ITEM + 8), (int) memory.get(NOTE_ITEM + 16));
    }

    /** The queue stands there now: the line says so too. */
    void carryOut(int slot) {
        use(slot);
        memory.setRelease(line(slot) + TAKEN, memory.get(NOTE_TAKEN));
        memory.setRelease(NOTE_SLOT, 0);
    }

    /** Does for a dead process what it had noted, if the queue stands where it was about to be; else forgets the note. */
    void carryOutFor(int dead, int count) {
        if (hasNoteOf(dead, count)) {
            carryOut(dead);
        } else if (memory.get(NOTE_SLOT) == dead + 1) {
            memory.set(NOTE_SLOT, 0);
        }
    }

    private void use(int slot) {
        for (long used = memory.get(LINES); used <= slot; used = memory.get(LINES)) {
            memory.compareAndSet(LINES, used, slot + 1L);
        }
    }

    /** How many items a process took so far, to name them in the order in which it took them. */
    long taken(int slot) {
        return memory.get(line(slot) + TAKEN);
    }

    // Finishing.

    private static int open(long taken, long finished) {
        return (int) (taken - (finished & DONE_MASK) - went(finished));
    }

    private static int went(long finished) {
        return (int) ((finished & ~MENDING) >>> WENT_SHIFT);
    }

    /** How many of the items that a process took are not done. */
    int open(int slot) {
        return open(memory.get(line(slot) + TAKEN), memory.get(line(slot) + FINISHED));
    }

    /** Finishes one item of a process if it has any that is not done. */
    boolean finishOpen(int slot) {
        int word = line(slot) + FINISHED;
        while (true) {
            long seen = memory.get(word);
            if (open(memory.get(line(slot) + TAKEN), seen) <= 0 || (seen & MENDING) != 0) {
                return false;
            }
            FaultPoint.reach("open-seen");
            if (memory.compareAndSet(word, seen, oneMore(seen))) {
                return true;
            }
        }
    }

    /** The process other than one that has items which are not done, -1 if there is none. */
    int otherWithOpen(int slot) {
        for (int other = 0; other < memory.get(LINES); other++) {
            if (other != slot && open(other) > 0 && !isMending(other)) {
                return other;
            }
        }
        return -1;
    }

    /** Whether another process has items that are not done, or one that died had some that are about to go back. */
    boolean mayComeBackTo(int slot) {
        if (memory.get(NOTE_SLOT) != 0) {
            return true; // Somebody takes one just now.
        }
        for (int other = 0; other < memory.get(LINES); other++) {
            if (other != slot && (open(other) > 0 || isMending(other))) {
                return true;
            }
            FaultPoint.reach("line-looked");
        }
        return false;
    }

    boolean isMending(int slot) {
        return (memory.get(line(slot) + FINISHED) & MENDING) != 0;
    }

    /** From now on nobody tells an item of a dead process done. */
    void beginMending(int dead) {
        memory.setBits(line(dead) + FINISHED, MENDING);
    }

    void endMending(int dead) {
        memory.set(line(dead) + SETTLED, 0);
        memory.clearBits(line(dead) + FINISHED, MENDING);
    }

    /** Finishes so many items of a dead process that no more than some are left. Nobody else does any more. */
    void finishBut(int dead, int left) {
        int word = line(dead) + FINISHED;
        while (open(dead) > left) {
            memory.set(word, oneMore(memory.get(word)));
        }
    }

    /** Whether what a dead process took and finished agrees with what there is; then nothing there is counted anew. */
    boolean isSettled(int dead) {
        return memory.get(line(dead) + SETTLED) != 0;
    }

    void settle(int dead) {
        memory.set(line(dead) + SETTLED, 1);
    }

    /** Whether more may have been told done than was taken. */
    boolean mayBeEarly() {
        return memory.get(EARLY) != 0;
    }

    /** Finishes one that nobody took. */
    void finishUntaken(int slot) {
        use(slot);
        memory.set(EARLY, 1);
        int word = line(slot) + FINISHED;
        long seen = memory.get(word);
        while (!memory.compareAndSet(word, seen, oneMore(seen))) {
            seen = memory.get(word);
        }
    }

    private static long oneMore(long finished) {
        return (finished & ~DONE_MASK) | ((finished + 1) & DONE_MASK);
    }

    /** The items of a dead process that are not done count as lost, but for those that were told done before it had them. */
    void lose(int dead, int unfinished) {
        int word = line(dead) + FINISHED;
        int early = open(dead) - unfinished;
        if (mayBeEarly() && early > 0) {
            memory.set(line(dead) + TAKEN, memory.get(line(dead) + TAKEN) - early);
        }
        while (true) {
            long seen = memory.get(word);
            int open = open(memory.get(line(dead) + TAKEN), seen);
            if (open <= 0 || memory.compareAndSet(word, seen, seen + ((long) open << WENT_SHIFT))) {
                return;
            }
        }
    }

    /**
     * The items of a dead process that are not done are the queue's again. That is in the word that whoever finishes one
     * moves on, so that nobody finishes one that he saw open before.
     */
    void takeBack(int dead) {
        int word = line(dead) + FINISHED;
        memory.set(word, memory.get(word) + ((long) Math.max(0, open(dead)) << WENT_SHIFT));
    }

    /** How many of all items are done or lost, modulo two to the 32nd. */
    int finished() {
        int sum = 0;
        for (int slot = 0; slot < memory.get(LINES); slot++) {
            long finished = memory.get(line(slot) + FINISHED);
            sum += (int) finished + (requeues ? 0 : went(finished));
        }
        return sum;
    }

    /** How many items were lost with processes that died. */
    int lost() {
        int sum = 0;
        for (int slot = 0; slot < memory.get(LINES) && !requeues; slot++) {
            sum += went(memory.get(line(slot) + FINISHED));
        }
        return sum;
    }

    // Items that were taken back.

    boolean mayHaveAgain() {
        return (again() & 1) != 0;
    }

    /** The word that says so. */
    long again() {
        return memory.get(AGAIN);
    }

    /** There are some now. */
    void setAgain() {
        long seen = again();
        while (!memory.compareAndSet(AGAIN, seen, (seen | 1) + 2)) {
            seen = again();
        }
    }

    /** There are none, unless some came since the word was read. */
    void clearAgain(long seen) {
        memory.compareAndSet(AGAIN, seen, seen & ~1L);
    }
}
