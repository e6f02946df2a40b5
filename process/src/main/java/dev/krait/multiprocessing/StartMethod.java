package dev.krait.multiprocessing;

/**
 * Where the JVM of a process comes from.
 *
 * <p>Mirrors the names that Python's {@code multiprocessing.set_start_method} takes.
 */
public enum StartMethod {
    /**
     * From spare JVMs that were started ahead, have run nothing of the program, and are used once; a fresh one is started when
     * there is no spare. The default, as in Python 3.14. A program that has started a process keeps one spare of its kind for the
     * next minute, some 40 MiB; see {@link Multiprocessing#releaseSpares}.
     */
    FORKSERVER,

    /** A fresh JVM for each process. */
    SPAWN,

    /**
     * A copy of the running process, which a JVM cannot make of itself: its threads (collector, compiler, others) do not
     * survive a fork. It is here to be refused by name.
     */
    FORK;

    /**
     * Refuses {@link #FORK}.
     *
     * @throws IllegalArgumentException if this is it
     */
    void refuseFork() {
        if (this == FORK) {
            throw new IllegalArgumentException(
                    "a JVM cannot fork: only the calling thread would survive in the copy, without"
                            + " collector and compiler; use FORKSERVER, which hands out JVMs that were started ahead, or SPAWN");
        }
    }
}
