package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a queue: mapped files in which its items lie one after the other, chained by a last record that names the
 * next chunk. A chunk that is read to its end is used again, as long as few wait for that.
 *
 * <p>Free chunks form a stack. Only who has the put lock takes one, so that of two changes of its top none can go
 * unnoticed; whoever has the get lock pushes one. A chunk that a dying process had in its hands is in nobody's reach until
 * the queue is gone.
 *
 * <p>Each side has a view of its own, guarded by the lock of that side.
 */
final class Chunks {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** Where the first item of a chunk lies; before it is the word for the stack. */
    static final int FIRST = 8;

    private static final int NEXT_FREE = 0;

    /** In place of the next free one: the file is removed, and its number may be another's. */
    private static final long GONE = -1;

    private static final int SHORTEST = 16 * 1024;
    private static final int MOST_FREE = 4;
    private static final int FREE_SHIFT = 32;
    private static final long NUMBER_MASK = 0xffff_ffffL;
    private static final int KEPT_VIEWS = 8;

    private final Memory memory;
    private final QueueFiles files;
    private final int at;
    private final int generation;
    private final int free;
    private final int numbers;

    private final @Nullable Memory[] views = new Memory[KEPT_VIEWS];
    private final int[] viewed = new int[KEPT_VIEWS];

    /** The chunks of the queue at a place, with the words for the stack and for the number that was given last. */
    Chunks(Arena arena, int at, int generation, int free, int numbers) {
        this.memory = arena.memory();
        this.files = arena.queueFiles();
        this.at = at;
        this.generation = generation;
        this.free = free;
        this.numbers = numbers;
    }

    private Path path(int number) {
        return files.path(at, generation, Integer.toString(number));
    }

    /** A chunk that is in use. */
    Memory view(int number) {
        int slot = number % KEPT_VIEWS;
        Memory view = views[slot];
        if (view == null || viewed[slot] != number || view.get(NEXT_FREE) == GONE) {
            try {
                view = Memory.map(path(number));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        RunFolder.refusal(
                                path(number),
                                "cannot read " + path(number)
                                        + ", in which a queue has its items; did somebody remove it?"),
                        e);
            }
            views[slot] = view;
            viewed[slot] = number;
        }
        return view;
    }

    /**
     * Takes a free chunk, or makes one. For who has the put lock.
     *
     * @param current the length of the one that is full, 0 if there is none
     * @param record the bytes that the next record needs
     * @return its number
     */
    int take(int current, int record) {
        int needed = record + FIRST + Long.BYTES;
        while (true) {
            long top = memory.get(free);
            int number = (int) top;
            if (number == 0) {
                return make(Math.min(QueueWord.LONGEST_CHUNK, Math.max(SHORTEST, Math.max(2 * current, 2 * needed))));
            }
            Memory view = view(number);
            if (memory.compareAndSet(free, top, ((top >>> FREE_SHIFT) - 1) << FREE_SHIFT | view.get(NEXT_FREE))) {
                if (view.size() >= needed) {
                    return number;
                }
                remove(number, view);
            }
        }
    }

    private int make(int size) {
        for (int tries = 0; tries < QueueWord.LAST_CHUNK; tries++) {
            int number = (int) (memory.getAndAdd(numbers, 1) % QueueWord.LAST_CHUNK) + 1;
            Path path = path(number);
            if (!Files.exists(path)) {
                try {
                    Memory.create(path, size);
                } catch (IOException full) {
                    throw new UncheckedIOException(
                            RunFolder.refusal(
                                    path,
                                    "there is no room for another " + size / 1024 + " KiB of items of a queue in "
                                            + path.getParent() + " (" + full.getMessage()
                                            + "); give the queue a maxsize, let it be emptied faster, or make room there"),
                            full);
                }
                return number;
            }
        }
        throw new IllegalStateException("a queue holds as much as it can, some "
                + (((long) QueueWord.LAST_CHUNK * QueueWord.LONGEST_CHUNK) >> 30)
                + " GiB; give it a maxsize, or let it be emptied faster");
    }

    /** Takes a chunk back that nobody reads any more. For who has the get lock, or took the chunk and did not use it. */
    void giveBack(int number) {
        Memory view = view(number);
        while (true) {
            long top = memory.get(free);
            if (top >>> FREE_SHIFT >= MOST_FREE) {
                remove(number, view);
                return;
            }
            view.set(NEXT_FREE, top & NUMBER_MASK);
            if (memory.compareAndSet(free, top, ((top >>> FREE_SHIFT) + 1) << FREE_SHIFT | number)) {
                return;
            }
        }
    }

    private void remove(int number, Memory view) {
        view.set(NEXT_FREE, GONE);
        try {
            Files.deleteIfExists(path(number));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not remove " + path(number), e);
        }
    }
}
