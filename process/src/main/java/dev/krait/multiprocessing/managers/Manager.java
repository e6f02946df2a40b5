package dev.krait.multiprocessing.managers;

/**
 * A {@link SyncManager} that is started: Python's {@code multiprocessing.Manager()}.
 *
 * <pre>{@code
 * try (var manager = new Manager(); var pool = new Pool(4)) {
 *     DictProxy<String, Integer> counts = manager.dict();
 *     pool.map(word -> counts.merge(word, 1, Integer::sum), words);
 * }
 * }</pre>
 *
 * <p>It costs a process, and each call a message to it. A queue, lock or value that only processes of this program share
 * needs none: those of {@link dev.krait.multiprocessing} can be handed over directly.
 */
public final class Manager extends SyncManager {
    /**
     * Starts a manager for the processes of this program, and waits until it is ready.
     *
     * @throws dev.krait.multiprocessing.ProcessException if its process ends at once
     * @throws InterruptedException if interrupted on entry or while waiting; the process is ended then
     */
    public Manager() throws InterruptedException {
        this(ManagerOptions.defaults());
    }

    /**
     * Starts a manager, and waits until it is ready.
     *
     * @param options address, key, what may be received, and how its process is launched
     * @throws dev.krait.multiprocessing.ProcessException if its process ends at once
     * @throws InterruptedException if interrupted on entry or while waiting; the process is ended then
     */
    public Manager(ManagerOptions options) throws InterruptedException {
        super(options);
        start();
    }
}
