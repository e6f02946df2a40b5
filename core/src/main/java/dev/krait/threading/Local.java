package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.internal.ThreadNames;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that each thread has for itself.
 *
 * <p>Mirrors Python's {@code threading.local}, which is a bag of attributes; this is one attribute with a type. For several,
 * make it a {@code Local} of a small class with fields:
 *
 * <pre>{@code
 * static final class Session { Connection connection; int retries; }
 * private final Local<Session> session = new Local<>(Session::new);
 * …
 * session.get().retries++;
 * }</pre>
 *
 * <p>Any number of threads may use it at once; none of them sees another's value, and no call blocks.
 *
 * <p>A thread that has no value yet gets one from the initial-value function, or from {@link #initialValue} of a subclass,
 * as Python calls a subclass's {@code __init__} again in each thread. A value is let go when its thread ends
 * or {@linkplain #remove removes} it. That a {@code Local} is no longer reachable need not be noticed by threads that live
 * on, so remove values there, above all in threads of pools.
 *
 * @param <T> the type of the value, which may be null
 */
public class Local<T extends @Nullable Object> {
    private static final Object NONE = new Object();

    private final @Nullable Supplier<? extends T> initial;

    @SuppressWarnings("ThreadLocalUsage") // One per Local is the point; it goes when the Local goes.
    private final ThreadLocal<@Nullable Object> values = new ThreadLocal<>() {
        @Override
        protected @Nullable Object initialValue() {
            return NONE;
        }
    };

    /** A local that has no value in any thread until one is set there. */
    public Local() {
        this.initial = null;
    }

    /**
     * A local with an initial value for each thread.
     *
     * @param initial makes the value of a thread, in that thread, when it is first asked for
     */
    public Local(Supplier<? extends T> initial) {
        this.initial = requireNonNull(initial, "initial");
    }

    /**
     * Makes the value of the calling thread when that is first asked for. Subclasses override it; what it throws reaches the
     * caller of {@link #get}, and the next one tries again.
     *
     * @return the value
     * @throws NoSuchElementException if there is nothing to make it with
     */
    protected T initialValue() {
        if (initial == null) {
            throw new NoSuchElementException("no value was set in "
                    + ThreadNames.of(java.lang.Thread.currentThread())
                    + "; set one in this thread first, or give the Local an initial value");
        }
        return initial.get();
    }

    /**
     * The calling thread's value.
     *
     * @return the value
     * @throws NoSuchElementException if the thread has none and there is no initial value, Python's {@code AttributeError}
     */
    public T get() {
        Object value = values.get();
        if (value == NONE) {
            T made = initialValue();
            values.set(made);
            return made;
        }
        return own(value);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // Only values of type T are set, and null is one if T says so.
    private T own(@Nullable Object value) {
        return (T) value;
    }

    /**
     * Sets the calling thread's value; other threads do not notice.
     *
     * @param value the new value
     */
    public void set(T value) {
        values.set(value);
    }

    /**
     * Whether the calling thread has a value, set or made before.
     *
     * @return whether it has one
     */
    public boolean isSet() {
        boolean set = values.get() != NONE;
        if (!set) {
            values.remove();
        }
        return set;
    }

    /** Takes away the calling thread's value, Python's {@code del}; it may get an initial one again. */
    public void remove() {
        values.remove();
    }
}
