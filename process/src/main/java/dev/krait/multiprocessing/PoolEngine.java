package dev.krait.multiprocessing;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the tasks of a pool run: in worker processes, on threads, or in the caller. */
interface PoolEngine {
    /** The name of the pool, with which its threads' names begin. */
    String name();

    /** How many tasks can run at the same time. */
    int size();

    /** Refuses when the pool takes no more tasks. */
    void checkRunning();

    /**
     * Has a function called once. Its arguments are taken over, for another process encoded, before this returns.
     *
     * @return stops the call if it is not done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool takes no more tasks
     */
    Runnable submit(
            Serializable function, int arity, @Nullable Object[] arguments, CallReceiver receiver, TaskOptions options);

    /**
     * Begins calls of one function.
     *
     * @param call what they belong to, for the texts of failures
     * @throws IllegalArgumentException if the function cannot travel
     */
    CallGroup group(String call, Serializable function, int arity, TaskOptions options);

    /** Keeps a pool that is closed from ending, since calls that were asked for before still come. */
    void hold();

    /** Gives up what {@link #hold} got. */
    void releaseHold();

    /** Runs something of the program's own where it holds nothing up; what it throws is logged. */
    void callBack(Runnable callback);

    /** Whether the calling thread is the one that {@link #callBack} has everything run in, one after the other. */
    default boolean isCallingBack() {
        return false;
    }

    /** Decides on another run of a call; apart from the callbacks, which may wait for just that call. */
    void decide(Runnable decision);

    /** Whether calls run in the thread that asks for them, which then waits itself for the time of another run. */
    default boolean runsInCaller() {
        return false;
    }

    /** Takes no more tasks; those given are done. Does not wait. */
    void close();

    /** Gives up every task that is not done. Does not wait. */
    void terminate();

    boolean isOpen();

    /** Waits until a pool that was closed or terminated has ended, with all its callbacks. */
    void awaitEnd() throws InterruptedException;

    /** What every worker is doing now. */
    List<WorkerStatus> workers();

    /** The process ids of the workers that take tasks now. */
    List<Long> pids();
}
