package dev.krait.multiprocessing.internal.shared;

/**
 * Where things lie in the shared memory of a run. Everything that several processes write to stands on a cache line of its
 * own.
 *
 * <pre>
 * 0        magic number and version, the next ticket, how many waiter cells were ever used
 * 4096     256 processes of 64 bytes
 * 20480    1024 waiter cells of 64 bytes
 * 86016    4096 small objects of 128 bytes
 * 610304   512 large objects of 2176 bytes
 * </pre>
 */
final class Layout {
    static final long MAGIC = 0x4b524149_54000003L;

    static final int MAGIC_AT = 0;
    static final int TICKETS = 64;
    static final int CELLS_USED = 128;

    // One process: is it there, how often was the place used, and for reports its number and when it came.
    static final int PROCESSES = 4096;
    static final int PROCESS_SIZE = 64;
    static final int PROCESS_COUNT = 256;
    static final int PROCESS_STATE = 0;
    static final int PROCESS_GENERATION = 8;
    static final int PROCESS_PID = 16;
    static final int PROCESS_SINCE = 24;

    // One waiting thread: whose it is, the object it waits for, its turn and what became of that, whether it sleeps
    // and where, and the condition whose signal it has while it waits for the lock.
    static final int CELLS = PROCESSES + PROCESS_COUNT * PROCESS_SIZE;
    static final int CELL_SIZE = 64;
    static final int CELL_COUNT = 1024;
    static final int CELL_OWNER = 0;
    static final int CELL_OBJECT = 8;
    static final int CELL_TURN = 16;
    static final int CELL_ASLEEP = 24;
    static final int CELL_BELL = 32;
    static final int CELL_CONDITION = 40;

    static final int SMALL = CELLS + CELL_COUNT * CELL_SIZE;
    static final int SMALL_SIZE = 128;
    static final int SMALL_COUNT = 4096;
    static final int LARGE = SMALL + SMALL_COUNT * SMALL_SIZE;
    static final int LARGE_SIZE = 2176;
    static final int LARGE_COUNT = 512;
    static final int END = LARGE + LARGE_COUNT * LARGE_SIZE;

    // The head of an object; what belongs to its kind begins with BODY, on the next line.
    static final int HEAD = 0;
    static final int HINT = 8;
    static final int USERS = 16;
    static final int TRAVELLED = 48;
    static final int IDLE_SINCE = 56;
    static final int BODY = 64;

    private Layout() {}

    static int process(int slot) {
        return PROCESSES + slot * PROCESS_SIZE;
    }

    static int cell(int number) {
        return CELLS + number * CELL_SIZE;
    }
}
