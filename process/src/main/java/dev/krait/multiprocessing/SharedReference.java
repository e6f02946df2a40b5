package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Kind;
import dev.krait.multiprocessing.internal.shared.Known;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What stands for a shared object while it travels: where it lies. */
final class SharedReference implements Serializable {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String run;
    private final int at;
    private final int generation;

    /** What a barrier takes along. */
    private final @Nullable Action action;

    private final @Nullable Duration timeout;

    SharedReference(Handle.Reference reference) {
        this(reference, null, null);
    }

    SharedReference(Handle.Reference reference, @Nullable Action action, @Nullable Duration timeout) {
        this.kind = reference.kind();
        this.run = reference.run();
        this.at = reference.at();
        this.generation = reference.generation();
        this.action = action;
        this.timeout = timeout;
    }

    private Object readResolve() throws InvalidObjectException {
        try {
            var reference = new Handle.Reference(kind, run, at, generation);
            return switch (reference.kind()) {
                case LOCK -> Known.arriving(reference, Lock.class, Lock::new);
                case RLOCK -> Known.arriving(reference, RLock.class, RLock::new);
                case SEMAPHORE -> Known.arriving(reference, Semaphore.class, Semaphore::of);
                case EVENT -> Known.arriving(reference, Event.class, Event::new);
                case CONDITION -> Known.arriving(reference, Condition.class, Condition::of);
                case BARRIER ->
                    Known.arriving(reference, Barrier.class, handle -> new Barrier(handle, action, timeout));
                case QUEUE -> Known.arriving(reference, Object.class, SimpleQueue::arriving);
                default -> throw new InvalidObjectException("no shared object of kind " + reference.kind());
            };
        } catch (IllegalStateException | java.io.UncheckedIOException e) {
            var refused = new InvalidObjectException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    static InvalidObjectException neverWritten(Object object) {
        return new InvalidObjectException("a " + object.getClass().getSimpleName()
                + " never travels as itself: these bytes were not written by Krait");
    }
}
