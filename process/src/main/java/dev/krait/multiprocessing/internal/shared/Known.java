package dev.krait.multiprocessing.internal.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The shared objects that this process has, so that one which comes back is the very same one. */
public final class Known {
    private static final Object LOCK = new Object();
    private static final int TIDY_AT = 64;

    @GuardedBy("LOCK")
    private static final Map<Handle.Reference, WeakReference<Object>> OBJECTS = new HashMap<>();

    @GuardedBy("LOCK")
    private static int tidyAt = TIDY_AT;

    private Known() {}

    /** What stands for an object while it travels; from now on it is recognized when it comes back. */
    public static Handle.Reference leaving(Handle handle, Object owner) {
        Handle.Reference reference = handle.reference();
        synchronized (LOCK) {
            note(reference, owner);
        }
        return reference;
    }

    /**
     * The object of this process for a reference that arrived.
     *
     * @throws IllegalStateException if it is an object of another run, or is gone
     */
    public static <T> T arriving(Handle.Reference reference, Class<T> type, Function<Handle, T> maker) {
        synchronized (LOCK) {
            WeakReference<Object> known = OBJECTS.get(reference);
            Object object = known == null ? null : known.get();
            if (object == null) {
                object = Handle.attach(reference).into(maker);
                note(reference, object);
            }
            return type.cast(object);
        }
    }

    @GuardedBy("LOCK")
    private static void note(Handle.Reference reference, Object object) {
        OBJECTS.put(reference, new WeakReference<>(object));
        if (OBJECTS.size() > tidyAt) {
            OBJECTS.values().removeIf(known -> known.get() == null);
            tidyAt = Math.max(TIDY_AT, 2 * OBJECTS.size());
        }
    }
}
