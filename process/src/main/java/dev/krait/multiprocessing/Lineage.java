package dev.krait.multiprocessing;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The place of a process in the tree of processes, from which its name is made: the root has none, its second child 2, the
 * first child of that 2:1.
 */
final class Lineage implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Lineage ROOT = new Lineage("");

    private final String path;
    private final AtomicInteger children = new AtomicInteger();

    Lineage(String path) {
        this.path = path;
    }

    /** The next child's. */
    Lineage next() {
        return new Lineage(path + (path.isEmpty() ? "" : ":") + children.incrementAndGet());
    }

    @Override
    public String toString() {
        return path;
    }
}
