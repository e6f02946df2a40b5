package dev.krait.multiprocessing.internal.shared;

import java.io.RandomAccessFile;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all processes that wait, and how they are woken.
 *
 * <p>A waiting thread has a cell in shared memory that names the object it waits for. Before it sleeps it says so in its
 * cell, sets the object's hint, and looks at the object once more. Whoever changes an object looks at its hint afterwards,
 * and if it is set finds the cells that name the object, takes one sleeper's word that it sleeps, and rings its bell. The
 * truth is in the objects alone: a bell only means "look again". So nothing that dies with a waker or a woken thread can be
 * missing but a look, and after every death all sleepers look. A thread that finds no cell does not sleep, but looks again
 * and again for a moment, and then gives up. One that has a cell, but nobody to ring at its deadline, looks again and again.
 */
final class Waiters {
    /** How long a thread sleeps before it looks again by itself, should a waker be stopped just before it rings. */
    static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long WITHOUT_BELLS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Memory memory;
    private final Processes processes;
    private final Bells bells;
    private final Watch watch;

    private final Cells cells;
    private final Turns turns;
    private final Mailbox mailbox;

    Waiters(Memory memory, Processes processes, Bells bells) {
        this.memory = memory;
        this.processes = processes;
        this.bells = bells;
        this.cells = new Cells(memory, processes, bells);
        this.turns = new Turns(memory);
        this.watch = new Watch(this, processes);
        this.mailbox = new Mailbox(this, bells);
    }

    Cells cells() {
        return cells;
    }

    Turns turns() {
        return turns;
    }

    boolean isAsleep(Cell cell) {
        return memory.get(cell.at + Layout.CELL_ASLEEP) != 0;
    }

    // The waiting side.

    /**
     * Takes a cell for the calling thread and names the object. Give it back by {@link #leave}.
     *
     * @throws IllegalStateException if all cells are taken
     */
    Cell enter(int object, long state, @Nullable Deadline deadline) throws InterruptedException {
        Cell cell = cells.take(deadline);
        enter(cell, object, state);
        return cell;
    }

    /** Names the object in a cell that was taken. */
    void enter(Cell cell, int object, long state) {
        cell.object = object;
        memory.set(cell.at + Layout.CELL_ASLEEP, 0);
        memory.set(cell.at + Layout.CELL_CONDITION, 0);
        turns.begin(cell, object, state);
    }

    /** Says that the thread is about to sleep; it must look at the object once more before it does. */
    void announce(Cell cell) {
        turns.fallAsleep(cell);
        memory.set(cell.object + Layout.HINT, 1);
    }

    /**
     * Sleeps until rung, until the deadline, or for no reason at all.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void sleep(Cell cell, long deadline) throws InterruptedException {
        cell.deadline = deadline;
        try {
            if (VirtualThreads.isVirtual(Thread.currentThread())) {
                park(cell, deadline);
            } else {
                cell.listening = true;
                boolean guarded = watch.guard(deadline);
                RandomAccessFile bell = guarded ? cell.bell : null;
                // Before it looks whether it sleeps. Where nobody listens, no ring may stay in the bell, which would
                // fill.
                nameBell(cell, bell == null ? 0 : cell.number + 1L);
                if (bell == null) {
                    sweepUnless(guarded);
                    LockSupport.parkNanos(this, WITHOUT_BELLS);
                } else if (isAsleep(cell)) {
                    new Listening(bells, cell.number).listen(bell);
                }
            }
        } finally {
            cell.listening = false;
            cell.parked = null;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void park(Cell cell, long deadline) {
        int box = mailbox.open();
        nameBell(cell, box < 0 ? 0 : box + 1L);
        cell.parked = Thread.currentThread();
        cell.listening = true;
        boolean guarded = watch.guard(deadline);
        sweepUnless(guarded);
        if (isAsleep(cell)) {
            long most = box < 0 || !guarded ? WITHOUT_BELLS : LOOK_AGAIN;
            LockSupport.parkNanos(
                    this, deadline == Cell.NO_DEADLINE ? most : Math.min(most, deadline - System.nanoTime()));
        }
    }

    /** Looks for dead processes, if there is nobody else here who does. */
    private void sweepUnless(boolean guarded) {
        if (!guarded) {
            processes.sweepNowAndThen();
        }
    }

    /** Names in the cell the bell that is rung for it, 0 for none. */
    private void nameBell(Cell cell, long bell) {
        if (cell.named != bell) {
            cell.named = bell;
            memory.set(cell.at + Layout.CELL_BELL, bell);
        }
    }

    /**
     * Gives the cell back.
     *
     * @return whether somebody woke the thread since it announced its sleep; if it does not go on, the next one must
     */
    boolean leave(Cell cell, boolean announced) {
        turns.end(cell);
        memory.set(cell.at + Layout.CELL_CONDITION, 0);
        boolean woken = memory.getAndSet(cell.at + Layout.CELL_ASLEEP, 0) == 0 && announced;
        if (cell.named != 0) {
            nameBell(cell, cell.bell == null ? 0 : cell.number + 1L);
        }
        giveBack(cell);
        return woken;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Gives a cell back that was taken and names no object. */
    void giveBack(Cell cell) {
        cells.giveBack(cell);
        watch.guard(Cell.NO_DEADLINE); // It closes the bell if nobody needs it for a while.
    }

    void ringOwn(Cell cell) {
        Thread parked = cell.parked;
        if (parked != null) {
            LockSupport.unpark(parked);
        } else if (cell.bell != null) {
            bells.ring(cell.number);
        }
    }

    // The waking side.

    /** After a change of an object: wakes the thread that waits longest, if anybody sleeps. */
    void wakeOne(int object) {
        memory.set(object + Layout.HINT, 0);
        while (true) {
            Turns.Sleeper sleeper = turns.longestAsleep(object);
            if (sleeper.turn() == Turns.NOBODY) {
                return;
            }
            if (sleeper.hasCompany()) {
                memory.set(object + Layout.HINT, 1);
            }
            FaultPoint.reach("sleeper-chosen");
            if (wake(sleeper.turn())) {
                return;
            }
        }
    }

    /** After a change of an object that concerns all who wait. */
    void wakeAll(int object) {
        memory.set(object + Layout.HINT, 0);
        for (long wait : turns.asleep(object)) {
            wake(wait);
        }
    }

    /**
     * After a death: everybody looks. Also those whose word was taken: it may have been the dead process that took it, and
     * did not come to ring.
     */
    void wakeEverybody() {
        long used = memory.get(Layout.CELLS_USED);
        for (int number = 0; number < used; number++) {
            int at = Layout.cell(number);
            if (memory.get(at + Layout.CELL_OBJECT) != 0) {
                memory.set(at + Layout.CELL_ASLEEP, 0);
                ring(at);
            }
        }
    }

    /** Takes a sleeper's word that it sleeps, and rings; false if it does not sleep, or if its wait is over. */
    boolean wake(long wait) {
        if (!turns.takeWord(wait)) {
            return false;
        }
        FaultPoint.reach("woken-not-rung");
        ring(Turns.cellOf(wait));
        return true;
    }

    private void ring(int at) {
        long bell = memory.get(at + Layout.CELL_BELL);
        if (bell > 0) {
            bells.ring((int) bell - 1);
            watch.guard(Cell.NO_DEADLINE); // It closes the bell again some time after.
        }
    }

    // The general wait.

    /** What is tried, and tried again after every wake. */
    interface Attempt {
        /** Tries; a look that finds nothing changes nothing. */
        boolean succeeds();

        /** After a success, whether the next sleeper might succeed too. */
        default boolean leavesMore() {
            return false;
        }
    }

    /**
     * Tries until it succeeds or the deadline is over, sleeping between.
     *
     * @return whether it succeeded
     * @throws InterruptedException if interrupted while waiting; it has not succeeded then
     * @throws IllegalStateException if all cells are taken; it has not succeeded then
     */
    boolean await(int object, Attempt attempt, @Nullable Deadline deadline) throws InterruptedException {
        return await(object, attempt, deadline, true);
    }

    /** The same for steps that must not fail halfway: without a cell it looks again and again. */
    boolean awaitAnyway(int object, Attempt attempt, Deadline deadline) throws InterruptedException {
        return await(object, attempt, deadline, false);
    }

    private boolean await(int object, Attempt attempt, @Nullable Deadline deadline, boolean mayFail)
            throws InterruptedException {
        for (int spins = Spin.turns(); spins > 0; spins--) {
            if (attempt.succeeds()) {
                return true;
            }
            Thread.onSpinWait();
        }
        if (deadline != null && deadline.isOver()) {
            // Who comes again and again without time to sleep also finds out by itself that somebody died.
            return attempt.succeeds() || (processes.sweepNowAndThen() && attempt.succeeds());
        }
        Cell cell = cells.tryTake();
        if (cell == null) {
            Deadline patience = Cells.patience();
            for (; cell == null; cell = cells.tryTake()) {
                if (attempt.succeeds()) {
                    return true;
                }
                if (deadline != null && deadline.isOver()) {
                    return false;
                }
                if (mayFail && patience.isOver()) {
                    throw Cells.allTaken();
                }
                cells.pause();
            }
        }
        return await(cell, object, attempt, deadline);
    }

    private boolean await(Cell cell, int object, Attempt attempt, @Nullable Deadline deadline)
            throws InterruptedException {
        boolean done = false;
        enter(cell, object, 0);
        try {
            while (true) {
                announce(cell);
                if (attempt.succeeds()) {
                    done = true;
                    return true;
                }
                if (deadline != null && deadline.isOver()) {
                    return false;
                }
                sleep(cell, deadline == null ? Cell.NO_DEADLINE : deadline.nanoTime());
            }
        } finally {
            // A wake that this thread did not use, or that somebody else could have used too, goes on to the next.
            if (leave(cell, true) && (!done || attempt.leavesMore())) {
                wakeOne(object);
            }
        }
    }

    /**
     * Tries until it succeeds, in the cell in which the thread has waited for a condition and stays known as its waiter, and
     * whatever interrupts come; they stay pending.
     */
    void awaitUninterruptibly(Cell cell, int object, Attempt attempt) {
        boolean interrupted = false;
        try {
            memory.set(cell.at + Layout.CELL_CONDITION, cell.object);
            memory.set(cell.at + Layout.CELL_OBJECT, object);
            cell.object = object;
            for (announce(cell); !attempt.succeeds(); announce(cell)) {
                try {
                    sleep(cell, Cell.NO_DEADLINE);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
