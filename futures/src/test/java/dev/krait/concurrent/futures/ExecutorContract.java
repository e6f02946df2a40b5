package dev.krait.concurrent.futures;

/**
 * Everything that holds for every executor, wherever it runs its tasks. The tasks are static methods with serializable
 * arguments, and tests see what they did by their results and by files, so that workers may be other processes.
 */
interface ExecutorContract
        extends SubmitContract, MapContract, TaskOptionsContract, TaskGroupContract, ExecutorServiceContract {}
