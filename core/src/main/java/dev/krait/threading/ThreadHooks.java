package dev.krait.threading;

import org.jspecify.annotations.Nullable;

/**
 * The two hooks that new threads call, the one for tracing first, as in Python. A thread calls those that were in force
 * when it was started, whenever it comes to run.
 */
record ThreadHooks(@Nullable ThreadHook trace, @Nullable ThreadHook profile) {
    private static volatile ThreadHooks current = new ThreadHooks(null, null);

    static ThreadHooks current() {
        return current;
    }

    static synchronized void trace(@Nullable ThreadHook hook) {
        current = new ThreadHooks(hook, current.profile);
    }

    static synchronized void profile(@Nullable ThreadHook hook) {
        current = new ThreadHooks(current.trace, hook);
    }

    void enter(Thread thread) throws Exception {
        call(trace, thread);
        call(profile, thread);
    }

    static void call(@Nullable ThreadHook hook, Thread thread) throws Exception {
        if (hook != null) {
            hook.enter(thread);
        }
    }
}
