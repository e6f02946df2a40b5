package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A thread of control with a name, a daemon flag and something to do: a target, or an overridden {@link #run}.
 *
 * <p>Mirrors Python's {@code threading.Thread}. Beneath lies a platform thread of the JVM, or on Java 21 and newer, by
 * {@link ThreadOptions#withVirtual}, a virtual one.
 *
 * <pre>{@code
 * var worker = new Thread(() -> work(queue, 3));
 * worker.start();
 * worker.join();
 * }</pre>
 *
 * <p>An exception out of {@code run} ends the thread, goes to the hook of {@link Threading#setExcepthook} and is not thrown
 * by {@link #join}; {@link #joinOrThrow} does throw it. What a thread did before {@link #start} <i>happens-before</i>
 * anything the started thread does; what that did <i>happens-before</i> a join of it returns.
 *
 * <p>Differs from Python in that blocking calls can be interrupted ({@link #interrupt}), that {@link #join(Duration)} tells
 * whether the thread ended, and that a constructor takes a target without arguments: write a lambda that captures them.
 */
public class Thread {
    private final Object lifecycle = new Object();
    private final boolean virtual;
    private final boolean inheritedLocals;
    private volatile String name;
    private volatile boolean daemon;

    // Guarded by lifecycle for writing, so that a thread is started once; read by any thread.
    private volatile boolean started;
    private volatile java.lang.@Nullable Thread javaThread;

    // Set when the JVM's thread runs: by itself or by its starter, whoever comes first. Started but not launched is the
    // moment inside start(), in which the JVM would say that its thread is not alive and need not be waited for.
    private volatile boolean launched;

    // Touched by the thread that runs; the failure is published by the end of that thread.
    private @Nullable Action target;
    private boolean ran;
    private ThreadHooks hooks = ThreadHooks.current();
    private volatile @Nullable Long nativeId;
    private @Nullable Failure failure;

    /** A thread for a subclass that overrides {@link #run}; otherwise it does nothing. */
    public Thread() {
        this(null, ThreadOptions.defaults());
    }

    /**
     * A thread for a subclass that overrides {@link #run}, with a name.
     *
     * @param name the name; an empty one counts as not given
     */
    public Thread(String name) {
        this(null, ThreadOptions.defaults().withName(name));
    }

    /**
     * A thread for a subclass that overrides {@link #run}, with all its options.
     *
     * @param options name, daemon flag, and kind of thread
     */
    public Thread(ThreadOptions options) {
        this(null, options);
    }

    /**
     * A thread that will run {@code target}, named {@code Thread-N (target)}.
     *
     * @param target what to run
     */
    public Thread(Action target) {
        this(target, ThreadOptions.defaults());
    }

    /**
     * A thread that will run {@code target}, with a name.
     *
     * @param target what to run
     * @param name the name; an empty one counts as not given
     */
    public Thread(Action target, String name) {
        this(target, ThreadOptions.defaults().withName(name));
    }

    /**
     * A thread with all its options.
     *
     * @param target what to run; null for a subclass that overrides {@link #run}
     * @param options name, daemon flag and kind of thread
     */
    public Thread(@Nullable Action target, ThreadOptions options) {
        requireNonNull(options, "options; take ThreadOptions.defaults()");
        this.target = target;
        this.virtual = options.virtual;
        this.inheritedLocals = options.inheritedLocals;
        this.daemon = options.virtual || (options.daemon != null ? options.daemon : ThreadRegistry.callerIsDaemon());
        this.name = options.name != null ? options.name : newName(target);
    }

    /** A thread that somebody else started. */
    Thread(String name, boolean daemon, java.lang.@Nullable Thread running) {
        this.virtual = running != null && JavaThreads.isVirtual(running);
        this.inheritedLocals = true;
        this.name = name;
        this.daemon = daemon;
        this.javaThread = running;
        this.started = true;
        this.launched = true;
    }

    private static String newName(@Nullable Action target) {
        String name = "Thread-" + ThreadRegistry.nextNumber();
        return target == null ? name : name + " (" + TargetNames.of(target) + ")";
    }

    /**
     * Starts the thread, once. When it returns, the thread counts as started: it is alive, has its {@link #ident}, and is
     * among {@link Threading#enumerate}.
     *
     * @throws IllegalStateException if it was started before
     * @throws OutOfMemoryError if the operating system refuses another thread; it may then be started later
     */
    public void start() {
        synchronized (lifecycle) {
            if (started) {
                throw new IllegalStateException(
                        "threads can only be started once: " + this + "; make a new Thread for another run");
            }
            java.lang.Thread made = virtual
                    ? JavaThreads.virtual(this, name, inheritedLocals)
                    : JavaThreads.platform(this, name, daemon, inheritedLocals);
            hooks = ThreadHooks.current();
            javaThread = made;
            started = true;
            ThreadRegistry.add(this);
            try {
                made.start();
                launched = true;
            } catch (Throwable refused) {
                ThreadRegistry.remove(this);
                started = false;
                javaThread = null;
                throw refused;
            }
        }
    }

    /** The whole life of a started thread. */
    final void live() {
        launched = true;
        try {
            hooks.enter(this);
            run();
        } catch (Throwable thrown) {
            failure = new Failure(name, thrown);
            Failure.watch(this, failure);
            ExceptHooks.tell(new ExceptHookArgs(thrown, this));
        } finally {
            ThreadRegistry.remove(this);
        }
    }

    /**
     * What the thread does: calls the target, if there is one, and then lets go of it. Subclasses override it.
     *
     * @throws IllegalStateException if called again, since the target is gone
     * @throws Exception whatever the target throws
     */
    public void run() throws Exception {
        if (ran) {
            throw new IllegalStateException("the target of " + this + " has run already and was let go;"
                    + " make a new Thread, or override run()");
        }
        try {
            if (target != null) {
                target.run();
            }
        } finally {
            ran = true;
            target = null;
        }
    }

    /**
     * Waits until the thread has ended, however it ended; an interrupt on entry counts also if it has ended already. May be called any number of times, by any number of threads.
     *
     * @throws IllegalStateException if the thread was not started, is the calling thread, or was not started by this
     *     library
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        java.lang.Thread running = joinable();
        refuseInterrupted();
        if (running != null) {
            Joins.join(this, running);
        }
    }

    /**
     * Waits until the thread has ended, up to {@code timeout}.
     *
     * <p>Python's {@code join(timeout)} returns nothing and leaves the question to {@code is_alive()}.
     *
     * @param timeout how long to wait; zero or less only looks
     * @return whether the thread has ended
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws IllegalStateException if the thread was not started, is the calling thread, or was not started by this
     *     library
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        long nanos = Timeouts.pollingNanos(timeout);
        java.lang.Thread running = joinable();
        refuseInterrupted();
        if (running == null) {
            return true;
        }
        Joins.join(this, running, nanos);
        return !running.isAlive();
    }

    /**
     * Waits until the thread has ended, and throws what {@link #run} threw, if it threw.
     *
     * <p>Python has no such call. The failure counts as seen then, see {@link Threading#setUnseenFailureHook}.
     *
     * @throws IllegalStateException as {@link #join()}
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception exactly what {@code run} threw, with the trace of the thread that threw it
     */
    public void joinOrThrow() throws Exception {
        join();
        throwFailure();
    }

    /**
     * Waits until the thread has ended, up to {@code timeout}, and throws what {@link #run} threw, if it threw.
     *
     * @param timeout how long to wait; zero or less only looks
     * @throws TimeoutException if the thread is still alive then
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws IllegalStateException as {@link #join()}
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception exactly what {@code run} threw, with the trace of the thread that threw it
     */
    public void joinOrThrow(Duration timeout) throws Exception {
        if (!join(timeout)) {
            throw new TimeoutException(this + " was still alive after " + timeout);
        }
        throwFailure();
    }

    private void throwFailure() throws Exception {
        if (failure != null) {
            failure.rethrow();
        }
    }

    private java.lang.@Nullable Thread joinable() {
        if (!launched) {
            awaitStart();
        }
        if (javaThread == java.lang.Thread.currentThread()) {
            throw new IllegalStateException("cannot join the current thread, " + this + ": it would wait for ever");
        }
        return javaThread;
    }

    private void refuseInterrupted() throws InterruptedException {
        if (java.lang.Thread.interrupted()) {
            throw new InterruptedException("interrupted before joining " + name);
        }
    }

    /** Somebody may be inside start(), who has the lifecycle to himself until it is known how that ended. */
    private void awaitStart() {
        synchronized (lifecycle) {
            if (!started) {
                throw new IllegalStateException("cannot join " + this + " before it is started; call start() first");
            }
        }
    }

    /**
     * Asks the thread to give up waiting: its blocking call, or the next one, throws {@link InterruptedException}.
     *
     * <p>Python has no such call. Without effect on a thread that has ended.
     *
     * @throws IllegalStateException if the thread was not started
     */
    public void interrupt() {
        if (!started) {
            throw new IllegalStateException("cannot interrupt " + this + " before it is started; call start() first");
        }
        java.lang.Thread running = javaThread;
        if (running != null) {
            running.interrupt();
        }
    }

    /**
     * Whether the thread was started and has not fully ended.
     *
     * @return whether it is alive
     */
    public boolean isAlive() {
        java.lang.Thread running = javaThread;
        return running != null && (!launched || running.isAlive());
    }

    /**
     * A label for readers; it need not be unique.
     *
     * @return the name
     */
    public String getName() {
        return name;
    }

    /**
     * Changes the name, at any time. The name that the operating system shows changes only if the thread names itself.
     *
     * @param name the new name
     */
    public void setName(String name) {
        requireNonNull(name, "name");
        synchronized (lifecycle) {
            this.name = name;
            java.lang.Thread running = javaThread;
            if (running != null && !(this instanceof ForeignThread)) {
                running.setName(name);
            }
        }
    }

    /**
     * Whether the JVM may end without waiting for this thread.
     *
     * @return whether it is a daemon
     */
    public boolean isDaemon() {
        return daemon;
    }

    /**
     * Says whether the JVM may end without waiting for this thread. Otherwise it takes after the thread that created it,
     * and is a daemon if this library did not start that one and it is not the main thread: such a thread counts as a
     * daemon in Python and here, see {@link Threading#currentThread}.
     *
     * @param daemon whether it is a daemon
     * @throws IllegalStateException if the thread was started, even if it has ended
     * @throws IllegalArgumentException if it is a virtual thread and is to be none
     */
    public void setDaemon(boolean daemon) {
        synchronized (lifecycle) {
            if (started) {
                throw new IllegalStateException(
                        "cannot set the daemon flag of " + this + " after it was started; set it before start()");
            }
            if (virtual && !daemon) {
                throw ThreadOptions.virtualIsDaemon();
            }
            this.daemon = daemon;
        }
    }

    /**
     * The JVM's number of this thread, never zero and never used twice.
     *
     * @return its identifier, kept after its end; null before it is started
     */
    public @Nullable Long ident() {
        java.lang.Thread running = javaThread;
        return running == null ? null : Long.valueOf(running.getId());
    }

    /**
     * The operating system's number of this thread, where the platform tells it (Linux), and once the thread itself has
     * asked: by this method or by {@link Threading#getNativeId}. The JDK tells no thread the number of another, and to have
     * each thread ask at its start would make starting dearer for everybody; {@link Threading#settrace} can do that:
     *
     * <pre>{@code
     * Threading.settrace(Thread::nativeId);   // all threads to come know their kernel id from the start
     * }</pre>
     *
     * @return its kernel id, meaningless after its end; null as long as it is not known, and for a virtual thread
     */
    public @Nullable Long nativeId() {
        if (nativeId == null && !virtual && javaThread == java.lang.Thread.currentThread()) {
            nativeId = NativeIds.current();
        }
        return nativeId;
    }

    /**
     * Whether it is, or will be, a virtual thread.
     *
     * @return whether it is virtual
     */
    public boolean isVirtual() {
        return virtual;
    }

    /**
     * The JVM's thread beneath, for what this class does not offer.
     *
     * @return the thread of the JVM; null before it is started
     */
    public java.lang.@Nullable Thread javaThread() {
        return javaThread;
    }

    /**
     * Its class (the nearest one with a name), name, state, flags and identifier.
     *
     * @return such as {@code Thread[Thread-1 (work), started, daemon, ident 23]}
     */
    @Override
    public String toString() {
        String state = !started ? "initial" : isAlive() ? "started" : "stopped";
        Long ident = ident();
        Class<?> named = getClass();
        while (named.isAnonymousClass()) {
            named = named.getSuperclass();
        }
        return named.getSimpleName() + "[" + name + ", " + state + (daemon ? ", daemon" : "")
                + (virtual ? ", virtual" : "") + (ident == null ? "" : ", ident " + ident) + "]";
    }
}
