package dev.krait.concurrent.futures;

/** What the contracts of executors start from. */
interface ExecutorSource {
    /** An executor with a number of workers, to be closed by the caller. */
    Executor newExecutor(int workers);
}
