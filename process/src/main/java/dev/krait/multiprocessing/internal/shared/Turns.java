package dev.krait.multiprocessing.internal.shared;

import java.util.stream.IntStream;

/**
 * What becomes of the waits of all threads, and how others change it.
 *
 * <p>A wait has a number that is no other's in the run, and every word by which somebody else decides on it has that number
 * in it: the cell's turn, which says what became of the wait, and the word that its thread sleeps. Both are changed from
 * outside by compare-and-set alone. So who read one of them, was late, and comes when the cell is another wait's, of
 * whatever thread or process, changes nothing, knows it, and goes on to the next.
 *
 * <p>A cell names its object before its turn says anything, and its turn is over before it names another. So who reads the
 * turn first and then the object, and finds the turn unchanged afterwards, has read the object of that turn.
 *
 * <pre>
 * bits 0-4    what became of the wait
 * bits 5-15   a number that goes with that
 * bits 16-63  the number of the wait, in order of arrival
 * </pre>
 */
final class Turns {
    /** Instead of a wait. */
    static final long NOBODY = -1;

    /** The thread waits, and nobody has decided on that yet; for those who are told what became of their wait. */
    static final long WAITING = 1;

    private static final int VALUE_SHIFT = 5;
    private static final int NUMBER_SHIFT = 16;
    private static final long STATE_MASK = (1L << VALUE_SHIFT) - 1;
    private static final long VALUE_MASK = (1L << (NUMBER_SHIFT - VALUE_SHIFT)) - 1;
    private static final long NUMBER_MASK = -1L >>> NUMBER_SHIFT;
    private static final long CELL_MASK = (1L << NUMBER_SHIFT) - 1;

    private final Memory memory;

    Turns(Memory memory) {
        this.memory = memory;
    }

    private static long word(long number, long state, long value) {
        return number << NUMBER_SHIFT | value << VALUE_SHIFT | state;
    }

    private static long stateOf(long word) {
        return word & STATE_MASK;
    }

    // The waiting side.

    /** Begins a wait in a cell whose last one is over. */
    void begin(Cell cell, int object, long state) {
        cell.turn = next();
        memory.set(cell.at + Layout.CELL_OBJECT, object);
        memory.set(cell.at + Layout.CELL_TURN, word(cell.turn, state, 0));
    }

    /** Zero is what a cell says of nobody. There are waits for years, of a million each second. */
    private long next() {
        long number = 0;
        while (number == 0) {
            number = memory.getAndAdd(Layout.TICKETS, 1) & NUMBER_MASK;
        }
        return number;
    }

    /** Ends it; what somebody has made of a wait that was still undecided is lost. */
    void end(Cell cell) {
        memory.set(cell.at + Layout.CELL_TURN, word(cell.turn, 0, 0));
        memory.set(cell.at + Layout.CELL_OBJECT, 0);
    }

    /** What became of a thread's own wait. */
    long state(Cell cell) {
        return stateOf(memory.get(cell.at + Layout.CELL_TURN));
    }

    /** The number that goes with that. */
    int value(Cell cell) {
        return (int) (memory.get(cell.at + Layout.CELL_TURN) >>> VALUE_SHIFT & VALUE_MASK);
    }

    /** Decides on a thread's own wait, unless somebody else has. */
    boolean change(Cell cell, long state) {
        return change(nameOf(cell.number, cell.turn), state, 0);
    }

    // The others. A wait is known by its number and its cell, in one.

    private static long nameOf(int cell, long number) {
        return number << NUMBER_SHIFT | cell;
    }

    /** In order of arrival. */
    static long numberOf(long wait) {
        return wait >>> NUMBER_SHIFT;
    }

    /** Where the cell of a wait lies; it may be another one's by now. */
    static int cellOf(long wait) {
        return Layout.cell((int) (wait & CELL_MASK));
    }

    /** The wait of a thread that has waited longest for an object and on which nobody has decided, or {@link #NOBODY}. */
    long longest(int object) {
        long best = NOBODY;
        int used = used();
        for (int cell = 0; cell < used; cell++) {
            int at = Layout.cell(cell);
            long word = memory.get(at + Layout.CELL_TURN);
            if (stateOf(word) == WAITING && memory.get(at + Layout.CELL_OBJECT) == object) {
                best = earlier(best, nameOf(cell, word >>> NUMBER_SHIFT));
            }
        }
        if (best != NOBODY) {
            FaultPoint.reach("waiter-chosen");
        }
        return best;
    }

    private static long earlier(long one, long other) {
        return one == NOBODY || numberOf(other) < numberOf(one) ? other : one;
    }

    /** Decides on a wait, with a number to go with that; false if somebody else has, or if it is over. */
    boolean change(long wait, long state, int value) {
        long number = numberOf(wait);
        return memory.compareAndSet(
                cellOf(wait) + Layout.CELL_TURN, word(number, WAITING, 0), word(number, state, value));
    }

    /** How many threads wait for an object, nobody having decided on that. */
    int countWaiting(int object) {
        int count = 0;
        int used = used();
        for (int cell = 0; cell < used; cell++) {
            int at = Layout.cell(cell);
            long word = memory.get(at + Layout.CELL_TURN);
            if (stateOf(word) == WAITING) {
                FaultPoint.reach("turn-read");
                if (memory.get(at + Layout.CELL_OBJECT) == object && memory.get(at + Layout.CELL_TURN) == word) {
                    count++;
                }
            }
        }
        return count;
    }

    // Sleep. The word that a thread sleeps is the number of its wait.

    /** Says that a thread is about to sleep. */
    void fallAsleep(Cell cell) {
        memory.set(cell.at + Layout.CELL_ASLEEP, cell.turn);
    }

    /** The wait of a thread that has waited longest for an object of those that sleep, and whether there are more of them. */
    Sleeper longestAsleep(int object) {
        long best = NOBODY;
        int sleeping = 0;
        int used = used();
        for (int cell = 0; cell < used; cell++) {
            int at = Layout.cell(cell);
            long asleep = memory.get(at + Layout.CELL_ASLEEP);
            if (asleep != 0 && memory.get(at + Layout.CELL_OBJECT) == object) {
                sleeping++;
                best = earlier(best, nameOf(cell, asleep));
            }
        }
        return new Sleeper(best, sleeping > 1);
    }

    /** Who is to be woken, if anybody is. */
    record Sleeper(long turn, boolean hasCompany) {}

    /** Takes the word of a thread that it sleeps; false if it does not, or if its wait is over. */
    boolean takeWord(long wait) {
        return memory.compareAndSet(cellOf(wait) + Layout.CELL_ASLEEP, numberOf(wait), 0);
    }

    /** The waits of those that sleep for an object. */
    long[] asleep(int object) {
        return IntStream.range(0, used())
                .mapToLong(cell -> nameOf(cell, memory.get(Layout.cell(cell) + Layout.CELL_ASLEEP)))
                .filter(wait -> numberOf(wait) != 0 && memory.get(cellOf(wait) + Layout.CELL_OBJECT) == object)
                .toArray();
    }

    // The dead, whose cells are nobody else's before they are mended.

    /** The cells of a process's threads that wait for an object, or have a condition's signal and wait for the lock. */
    int[] ofProcess(int object, int slot) {
        return IntStream.range(0, used())
                .map(Layout::cell)
                .filter(at -> isFor(at, object) && Processes.slotOf(memory.get(at + Layout.CELL_OWNER)) == slot)
                .toArray();
    }

    /** What became of the wait of a dead thread. */
    long stateAt(int at) {
        return stateOf(memory.get(at + Layout.CELL_TURN));
    }

    /** Decides on the wait of a dead thread, unless somebody has. */
    void changeAt(int at, long from, long state) {
        long word = memory.get(at + Layout.CELL_TURN);
        if (stateOf(word) == from) {
            memory.compareAndSet(at + Layout.CELL_TURN, word, word(word >>> NUMBER_SHIFT, state, 0));
        }
    }

    // For reports.

    /** How many threads wait for an object. */
    int count(int object) {
        return (int) IntStream.range(0, used())
                .filter(cell -> isFor(Layout.cell(cell), object))
                .count();
    }

    /** Whether a thread waits for an object, or has a condition's signal and waits for the lock. */
    private boolean isFor(int at, int object) {
        return memory.get(at + Layout.CELL_OBJECT) == object || memory.get(at + Layout.CELL_CONDITION) == object;
    }

    private int used() {
        return (int) memory.get(Layout.CELLS_USED);
    }
}
