package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.worker.WorkerMain;

/** Keeps static initialisers from starting workers in workers, which would run the same initialiser, and so on. */
public final class StaticInitialisers {
    private StaticInitialisers() {}

    public static void refuseInWorker() {
        if (WorkerMain.isWorker()) {
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>"))
                            .findFirst())
                    .ifPresent(frame -> {
                        throw new IllegalStateException("processes cannot be started while "
                                + frame.getClassName() + " is being initialised in a worker process: each worker "
                                + "initialises the classes of its tasks, so there would be workers without end; start "
                                + "them from a method, such as main");
                    });
        }
    }
}
