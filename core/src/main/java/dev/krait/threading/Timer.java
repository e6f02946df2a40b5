package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;

/**
 * A thread that waits for a while after its start and then calls a function once, unless it is cancelled before.
 *
 * <p>Mirrors Python's {@code threading.Timer}.
 *
 * <pre>{@code
 * var reminder = new Timer(Duration.ofSeconds(30), () -> log("still waiting"));
 * reminder.start();
 * …
 * reminder.cancel();
 * }</pre>
 *
 * <p>An interrupt ends it without the call, as an exception out of {@link Thread#run}. Any thread may cancel it.
 */
public class Timer extends Thread {
    private final Duration interval;
    private final Action function;
    private final Event finished = new Event();

    /**
     * A timer; {@link #start} starts the clock.
     *
     * @param interval how long to wait; zero or less calls at once
     * @param function what to call
     * @throws IllegalArgumentException if the interval is longer than {@link Threading#TIMEOUT_MAX}
     */
    public Timer(Duration interval, Action function) {
        this(interval, function, ThreadOptions.defaults());
    }

    /**
     * A timer with the options of its thread; {@link #start} starts the clock.
     *
     * @param interval how long to wait; zero or less calls at once
     * @param function what to call
     * @param options name, daemon flag and kind of thread
     * @throws IllegalArgumentException if the interval is longer than {@link Threading#TIMEOUT_MAX}
     */
    public Timer(Duration interval, Action function, ThreadOptions options) {
        super(null, options);
        Timeouts.pollingNanos(interval);
        this.interval = interval;
        this.function = requireNonNull(function, "function");
    }

    /**
     * Prevents the call, if it has not begun, and ends the thread soon. Does not block; may be called before the start,
     * repeatedly, and after the call.
     */
    public void cancel() {
        finished.set();
    }

    /**
     * Waits, calls the function unless the timer was cancelled, and sets {@link #finished} in any case.
     *
     * @throws Exception whatever the function throws
     */
    @Override
    public void run() throws Exception {
        try {
            if (!finished.await(interval)) {
                function.run();
            }
        } finally {
            finished.set();
        }
    }

    /**
     * How long it waits.
     *
     * @return the interval, as given
     */
    public Duration interval() {
        return interval;
    }

    /**
     * What it calls, for a subclass that overrides {@link #run}; Python's {@code function}, with its arguments captured.
     *
     * @return the function, as given
     */
    protected final Action function() {
        return function;
    }

    /**
     * Set when the timer was cancelled, or its call has ended.
     *
     * @return the event
     */
    public Event finished() {
        return finished;
    }
}
