package dev.krait.multiprocessing.internal.worker;

import java.io.Serializable;

/** What a process of its own is to do; it travels there as its program. */
public interface ProcessBody extends Serializable {
    /** Does it, in the child, on its main thread. */
    void run() throws Exception;

    /** Whose output and failure it is. */
    String name();
}
