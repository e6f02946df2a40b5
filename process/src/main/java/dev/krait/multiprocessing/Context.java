package dev.krait.multiprocessing;

import dev.krait.function.Action;

/**
 * Makes processes and pools of one start method, whatever the program's own is: for libraries, which must not call {@link
 * Multiprocessing#setStartMethod}.
 *
 * <p>Mirrors what Python's {@code multiprocessing.get_context(method)} returns. What does not depend on how processes are
 * started is in {@link Multiprocessing}; what is not offered here takes {@link LaunchOptions#withStartMethod}. Immutable.
 */
public final class Context {
    private static final Context FORKSERVER = new Context(StartMethod.FORKSERVER);
    private static final Context SPAWN = new Context(StartMethod.SPAWN);

    private final StartMethod method;

    private Context(StartMethod method) {
        this.method = method;
    }

    static Context of(StartMethod method) {
        method.refuseFork();
        return method == StartMethod.SPAWN ? SPAWN : FORKSERVER;
    }

    /**
     * How this context starts processes.
     *
     * @return its start method
     */
    public StartMethod getStartMethod() {
        return method;
    }

    /**
     * A process of this context, as {@link Process#Process(Action)}.
     *
     * @param target what to run
     * @return the process, not started yet
     */
    public Process process(Action target) {
        return process(target, ProcessOptions.defaults());
    }

    /**
     * A process of this context, as {@link Process#Process(Action, ProcessOptions)}.
     *
     * @param target what to run
     * @param options name, daemon flag, and how its JVM is launched, but for the start method
     * @return the process, not started yet
     */
    public Process process(Action target, ProcessOptions options) {
        return new Process(target, options.withLaunch(options.launch.withStartMethod(method)));
    }

    /**
     * A pool of this context, as {@link Pool#Pool(int)}.
     *
     * @param processes how many workers, at least 1
     * @return the pool
     */
    public Pool pool(int processes) {
        return pool(processes, PoolOptions.defaults());
    }

    /**
     * A pool of this context, as {@link Pool#Pool(int, PoolOptions)}.
     *
     * @param processes how many workers, at least 1
     * @param options what workers do first, how long they stay, and how they are launched, but for the start method
     * @return the pool
     */
    public Pool pool(int processes, PoolOptions options) {
        return new Pool(processes, options.withLaunch(options.launch().withStartMethod(method)));
    }

    @Override
    public String toString() {
        return "Context[" + method + "]";
    }
}
