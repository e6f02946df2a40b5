package dev.krait.threading;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * What a thread's run() threw, and whether anybody asked for it. It does not know its thread, so that the thread can be
 * collected, which is the moment when nobody can ask any more.
 */
final class Failure implements Runnable {
    static volatile @Nullable UnseenFailureHook hook;

    private final String threadName;
    private final Throwable thrown;
    private volatile boolean seen;

    Failure(String threadName, Throwable thrown) {
        this.threadName = threadName;
        this.thrown = thrown;
    }

    /** Costs something for failed threads only, and only while somebody wants to know. */
    static void watch(Thread thread, Failure failure) {
        if (hook != null) {
            Watch.CLEANER.register(thread, failure);
        }
    }

    void rethrow() throws Exception {
        seen = true;
        Failure.<Exception>rethrow(thrown);
    }

    /** Also throws what is neither an exception nor an error, which the compiler would not let through. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** The thread was collected. */
    @Override
    public void run() {
        UnseenFailureHook current = hook;
        if (!seen && current != null) {
            current.unseen(threadName, thrown);
        }
    }

    /** Starts its thread with the first failure that is watched. */
    private static final class Watch {
        static final Cleaner CLEANER = Cleaner.create();
    }
}
