package dev.krait.multiprocessing.internal.shared;

/**
 * What is done for a process that died, by whoever has the right to: every object is put into a state that the dead
 * process could have left at the end of a call, and its waiter cells are cleared. Every step may be done twice, since the
 * one who does it may die too.
 */
final class Repair {
    private final Arena arena;

    Repair(Arena arena) {
        this.arena = arena;
    }

    /** Whether all is done; if not, it is to be done again later. */
    boolean mend(int dead) {
        boolean done = arena.objects().mendAll(dead, (kind, at) -> mendObject(kind, at, dead));
        if (done) {
            mendCells(dead);
        }
        return done;
    }

    private boolean mendObject(Kind kind, int at, int dead) {
        Memory memory = arena.memory();
        boolean done = true;
        switch (kind) {
            case LOCK -> Mutex.mend(memory, at + Layout.BODY, dead);
            case RLOCK -> {
                if (Processes.slotOf(memory.get(at + Layout.BODY) & Processes.OWNER_MASK) == dead) {
                    memory.set(at + SharedRLock.DEPTH, 0);
                    Mutex.mend(memory, at + Layout.BODY, dead);
                }
            }
            case SEMAPHORE -> done = SharedSemaphore.mend(memory, at, dead);
            case CONDITION -> SharedCondition.mend(arena.waiters(), memory, at, dead);
            case BARRIER -> SharedBarrier.mend(arena.waiters(), memory, at, dead);
            case QUEUE -> done = SharedQueue.mend(arena, at, dead);
            default -> {
                // Changed by single steps, each of which leaves it whole.
            }
        }
        // Whoever was about to wake somebody may have taken the hint with it.
        memory.set(at + Layout.HINT, 1);
        return done;
    }

    private void mendCells(int dead) {
        Memory memory = arena.memory();
        for (int number = 0; number < Layout.CELL_COUNT; number++) {
            int at = Layout.cell(number);
            if (Processes.slotOf(memory.get(at + Layout.CELL_OWNER)) == dead) {
                memory.set(at + Layout.CELL_OBJECT, 0);
                memory.set(at + Layout.CELL_STATE, 0);
                memory.set(at + Layout.CELL_ASLEEP, 0);
                memory.set(at + Layout.CELL_OWNER, 0);
            }
        }
    }
}
