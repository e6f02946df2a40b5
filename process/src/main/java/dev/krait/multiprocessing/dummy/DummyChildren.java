package dev.krait.multiprocessing.dummy;

import dev.krait.threading.Thread;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The processes of this package that were started and were not seen to have ended, in the order of their starts. */
final class DummyChildren {
    private static final Queue<Process> STARTED = new ConcurrentLinkedQueue<>();

    private DummyChildren() {}

    static void add(Process process) {
        STARTED.removeIf(other -> !other.isAlive());
        STARTED.add(process);
    }

    static List<Process> of(Thread creator) {
        STARTED.removeIf(process -> !process.isAlive());
        return STARTED.stream().filter(process -> process.creator() == creator).toList();
    }
}
