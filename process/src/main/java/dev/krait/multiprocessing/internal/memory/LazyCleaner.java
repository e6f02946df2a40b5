package dev.krait.multiprocessing.internal.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.Cleaner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cleaner that is made when it is needed for the first time. That takes a thread; where the system has none, the next call
 * tries again, while a static field would fail for as long as the JVM lives.
 */
public final class LazyCleaner {
    private final Supplier<Cleaner> maker;

    @GuardedBy("this")
    private @Nullable Cleaner cleaner;

    /** One that nobody has needed yet. */
    public LazyCleaner() {
        this(Cleaner::create);
    }

    LazyCleaner(Supplier<Cleaner> maker) {
        this.maker = maker;
    }

    /**
     * The cleaner.
     *
     * @throws OutOfMemoryError if it is not there yet, and the system has no thread for it
     */
    public synchronized Cleaner get() {
        Cleaner made = cleaner;
        if (made == null) {
            made = maker.get();
            cleaner = made;
        }
        return made;
    }
}
