package dev.krait.multiprocessing.internal.shared;

import java.util.ArrayDeque;
import java.util.Deque;

/** Takes places of the run's shared memory for waiting threads, as that many threads would; closing gives them back. */
final class WaitingPlaces implements AutoCloseable {
    private final Arena arena = Arena.current();
    private final Deque<Integer> taken = new ArrayDeque<>();

    private WaitingPlaces() {}

    /** Takes all that are left. */
    static WaitingPlaces takeAll() {
        var places = new WaitingPlaces();
        places.arena.waiters().cells().closeIdle();
        for (int number = 0; number < Layout.CELL_COUNT; number++) {
            int owner = Layout.cell(number) + Layout.CELL_OWNER;
            if (places.arena
                    .memory()
                    .compareAndSet(owner, 0, places.arena.processes().me())) {
                places.taken.add(owner);
            }
        }
        return places;
    }

    /** How many places the threads of this process have, or have had and not given back. */
    static int ofThisProcess() {
        Arena arena = Arena.current();
        int count = 0;
        for (int number = 0; number < Layout.CELL_COUNT; number++) {
            if (arena.memory().get(Layout.cell(number) + Layout.CELL_OWNER)
                    == arena.processes().me()) {
                count++;
            }
        }
        return count;
    }

    void giveBack(int count) {
        for (int i = 0; i < count; i++) {
            arena.memory().set(taken.remove(), 0);
        }
    }

    /** The number of the place that is given back next. */
    int next() {
        return (taken.element() - Layout.CELL_OWNER - Layout.CELLS) / Layout.CELL_SIZE;
    }

    @Override
    public void close() {
        giveBack(taken.size());
    }
}
