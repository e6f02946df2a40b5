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

    /**
     * Mends what a dead process left.
     *
     * @throws RuntimeException if some of the objects could not be mended, which is to be tried again; the others are
     */
    void mend(int dead) {
        FaultPoint.reach("mending-place-" + dead);
        arena.objects().mendAll(dead, (kind, at) -> mendObject(kind, at, dead));
        mendCells(dead);
    }

    private void mendObject(Kind kind, int at, int dead) {
        Memory memory = arena.memory();
        switch (kind) {
            case LOCK -> Mutex.mend(memory, at + Layout.BODY, dead);
            case RLOCK -> {
                if (Processes.slotOf(memory.get(at + Layout.BODY) & Processes.OWNER_MASK) == dead) {
                    memory.set(at + SharedRLock.DEPTH, 0);
                    Mutex.mend(memory, at + Layout.BODY, dead);
                }
            }
            case SEMAPHORE -> SharedSemaphore.mend(memory, at, dead);
            case CONDITION -> SharedCondition.mend(arena.waiters(), at, dead);
            case BARRIER -> SharedBarrier.mend(arena.waiters(), memory, at, dead);
            case QUEUE -> SharedQueue.mend(arena, at, dead);
            default -> {
                // Changed by single steps, each of which leaves it whole.
            }
        }
        // Whoever was about to wake somebody may have taken the hint with it.
        memory.set(at + Layout.HINT, 1);
    }

    private void mendCells(int dead) {
        Memory memory = arena.memory();
        for (int number = 0; number < Layout.CELL_COUNT; number++) {
            int at = Layout.cell(number);
            if (Processes.slotOf(memory.get(at + Layout.CELL_OWNER)) == dead) {
                memory.set(at + Layout.CELL_OBJECT, 0);
                memory.set(at + Layout.CELL_CONDITION, 0);
                memory.set(at + Layout.CELL_TURN, 0);
                memory.set(at + Layout.CELL_ASLEEP, 0);
                memory.set(at + Layout.CELL_OWNER, 0);
            }
        }
    }
}
