package dev.krait.threading;

import org.jspecify.annotations.Nullable;

/** The two hooks that new threads call, the one for tracing first, as in Python. */
final class ThreadHooks {
    static volatile @Nullable ThreadHook trace;
    static volatile @Nullable ThreadHook profile;

    private ThreadHooks() {}

    static void enter(Thread thread) throws Exception {
        call(trace, thread);
        call(profile, thread);
    }

    static void call(@Nullable ThreadHook hook, Thread thread) throws Exception {
        if (hook != null) {
            hook.enter(thread);
        }
    }
}
