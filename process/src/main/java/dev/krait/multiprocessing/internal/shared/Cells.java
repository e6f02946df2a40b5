package dev.krait.multiprocessing.internal.shared;

import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The waiter cells that this process has: taken from shared memory when a thread is about to sleep, kept for the next one,
 * and given back when nobody here has needed them for a while, since all processes have to make do with so many of them.
 */
final class Cells {
    /** How long to look whether a cell comes back: longer than a process keeps one that it does not need. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** How often. */
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(5);

    private final Memory memory;
    private final Processes processes;
    private final Bells bells;

    /** Those that no thread has; the one that was used last comes first. */
    private final Deque<Cell> idle = new ConcurrentLinkedDeque<>();

    private final List<Cell> all = new CopyOnWriteArrayList<>();

    Cells(Memory memory, Processes processes, Bells bells) {
        this.memory = memory;
        this.processes = processes;
        this.bells = bells;
    }

    /** Those that this process has, in use or not. */
    List<Cell> all() {
        return all;
    }

    /** Takes a cell for the calling thread, which may be slow: there may have to be a new bell. Null if all are taken. */
    @Nullable
    Cell tryTake() {
        Cell cell = idle.poll();
        return cell == null ? make() : cell;
    }

    /**
     * Takes a cell for the calling thread, looking again for a moment if all are taken.
     *
     * @throws IllegalStateException if they stay taken, or until the deadline
     */
    Cell take(@Nullable Deadline deadline) throws InterruptedException {
        Cell cell = tryTake();
        if (cell == null) {
            for (Deadline patience = patience(); cell == null; cell = tryTake()) {
                if (patience.isOver() || (deadline != null && deadline.isOver())) {
                    throw allTaken();
                }
                pause();
            }
        }
        return cell;
    }

    /** Until when who finds all cells taken looks whether one comes back. */
    static Deadline patience() {
        return Deadline.after(PATIENCE);
    }

    /** Lets some time pass before the next look. */
    void pause() throws InterruptedException {
        LockSupport.parkNanos(this, SHORT);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    static IllegalStateException allTaken() {
        return new IllegalStateException("all " + Layout.CELL_COUNT + " places for threads that wait for shared objects"
                + " are taken, by all processes of this run together; let fewer threads wait at once, and it works again"
                + " as soon as one of them goes on");
    }

    private @Nullable Cell make() {
        int number = takeNumber();
        if (number < 0) {
            return null;
        }
        boolean made = false;
        try {
            bells.make(number);
            Cell cell = add(number);
            made = true;
            return cell;
        } finally {
            if (!made) {
                memory.set(Layout.cell(number) + Layout.CELL_OWNER, 0);
            }
        }
    }

    /** Opens its bell, when it is there to be opened: the thread that keeps all timeouts of the process waits for the monitor. */
    private synchronized Cell add(int number) {
        var cell = new Cell(number, bells.own(number));
        cell.named = cell.bell == null ? 0 : number + 1L;
        memory.set(cell.at + Layout.CELL_BELL, cell.named);
        all.add(cell);
        return cell;
    }

    private int takeNumber() {
        for (int number = 0; number < Layout.CELL_COUNT; number++) {
            int owner = Layout.cell(number) + Layout.CELL_OWNER;
            if (memory.get(owner) == 0 && memory.compareAndSet(owner, 0, processes.me())) {
                for (long used = memory.get(Layout.CELLS_USED);
                        used <= number && !memory.compareAndSet(Layout.CELLS_USED, used, number + 1L);
                        used = memory.get(Layout.CELLS_USED)) {
                    Thread.onSpinWait();
                }
                return number;
            }
        }
        return -1;
    }

    /** Takes a cell back from a thread that does not need it any more. */
    void giveBack(Cell cell) {
        cell.rested = false;
        idle.push(cell);
    }

    /** Gives up the cells that nobody has used since this was called the last time. */
    void closeRested() {
        for (Cell oldest = idle.pollLast(); oldest != null; oldest = idle.pollLast()) {
            if (!oldest.rested) {
                idle.addLast(oldest);
                break;
            }
            drop(oldest);
        }
        for (Cell cell : idle) {
            cell.rested = true;
        }
    }

    /** Gives up the cells that nobody has, and closes the bells of others too. */
    synchronized void closeIdle() {
        for (Cell cell = idle.poll(); cell != null; cell = idle.poll()) {
            drop(cell);
        }
        var inUse = new BitSet();
        all.forEach(cell -> inUse.set(cell.number));
        bells.closeBut(inUse);
    }

    /** The bell first: once the cell is given up, this process may get it anew, with its bell. */
    private void drop(Cell cell) {
        all.remove(cell);
        bells.close(cell.number);
        memory.set(cell.at + Layout.CELL_OWNER, 0);
    }
}
