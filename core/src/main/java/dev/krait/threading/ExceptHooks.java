package dev.krait.threading;

import dev.krait.threading.internal.ThreadNames;

/** The hook in force, and what happens to a failure when it fails itself. */
final class ExceptHooks {
    /** In force at first; one object, so that users can tell whether it still is. */
    static final ExceptHook DEFAULT = ExceptHooks::report;

    private static volatile ExceptHook current = DEFAULT;

    private ExceptHooks() {}

    static ExceptHook current() {
        return current;
    }

    static void replace(ExceptHook hook) {
        current = hook;
    }

    static void tell(ExceptHookArgs args) {
        try {
            current.handle(args);
        } catch (Throwable broken) {
            System.err.println("Exception in threading.excepthook:");
            handler().uncaughtException(java.lang.Thread.currentThread(), broken);
        }
    }

    /** The default: the application's own handler where one is installed, else the trace on standard error. */
    static void report(ExceptHookArgs args) {
        var installed = java.lang.Thread.getDefaultUncaughtExceptionHandler();
        if (installed != null) {
            installed.uncaughtException(java.lang.Thread.currentThread(), args.excValue());
            return;
        }
        Thread thread = args.thread();
        String name = thread == null ? ThreadNames.of(java.lang.Thread.currentThread()) : thread.getName();
        var trace = new java.io.StringWriter();
        args.excValue().printStackTrace(new java.io.PrintWriter(trace, true));
        // One write, so that the traces of two threads do not mix.
        System.err.print("Exception in thread " + name + ":" + System.lineSeparator() + trace);
    }

    private static java.lang.Thread.UncaughtExceptionHandler handler() {
        return java.lang.Thread.currentThread().getUncaughtExceptionHandler();
    }
}
