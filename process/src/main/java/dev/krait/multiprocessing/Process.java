package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.child.ChildProcess;
import dev.krait.multiprocessing.internal.child.ProcessOutcome;
import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.pool.StaticInitialisers;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import dev.krait.threading.internal.Timeouts;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Something done by a process of its own, a JVM that is started for it: a target, or an overridden {@link #run}.
 *
 * <p>Mirrors Python's {@code multiprocessing.Process}.
 *
 * <pre>{@code
 * var worker = new Process(() -> work(queue, 3));
 * worker.start();
 * worker.join();
 * if (worker.exitCode() != 0) { … }
 * }</pre>
 *
 * <p>The target travels to the child with what it captures, and so does an object of a subclass with its fields, when
 * {@link #start} is called; changes that the child makes to them stay in the child. The child never runs {@code main}.
 *
 * <p>What the child prints to {@code System.out} and {@code System.err} comes out on those of this process, in whole lines,
 * and before {@link #join()} returns. An exception out of {@code run} is printed there by the child, whose exit code is 1
 * then; {@link #joinOrThrow()} throws it here. Standard input of a child is empty.
 *
 * <p>When {@code main} returns, children that are no daemons are waited for and daemons are ended; {@code System.exit} waits
 * for no one. A child always ends when its parent does, however that ended. Ctrl-C reaches the main process alone, which
 * takes its children along when it ends.
 *
 * <p>Thread-safe. What a thread did before {@link #start} <i>happens-before</i> nothing in the child, which has its own
 * memory: what the child is to see must be captured before.
 */
public class Process implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Set while a process is encoded for its child, the only place where it may travel to. */
    private static final ThreadLocal<@Nullable Process> STARTING = new ThreadLocal<>();

    private final Lifecycle lifecycle = new Lifecycle();
    private final Lineage lineage;
    private volatile String name;
    private volatile boolean daemon;
    private @Nullable Action target;

    private transient LaunchOptions launch;
    private transient volatile Standing standing;

    private transient volatile byte[] authKey;

    @GuardedBy("lifecycle")
    private transient @Nullable Sentinel sentinel;

    /** A process for a subclass that overrides {@link #run}; otherwise it does nothing. */
    public Process() {
        this(null, ProcessOptions.defaults());
    }

    /**
     * A process for a subclass that overrides {@link #run}, with a name.
     *
     * @param name the name; an empty one counts as not given
     */
    public Process(String name) {
        this(null, ProcessOptions.defaults().withName(name));
    }

    /**
     * A process for a subclass that overrides {@link #run}, with all its options.
     *
     * @param options name, daemon flag, and how its JVM is launched
     */
    public Process(ProcessOptions options) {
        this(null, options);
    }

    /**
     * A process that will run {@code target}.
     *
     * @param target what to run
     */
    public Process(Action target) {
        this(requireNonNull(target, "target"), ProcessOptions.defaults());
    }

    /**
     * A process that will run {@code target}, with a name.
     *
     * @param target what to run
     * @param name the name; an empty one counts as not given
     */
    public Process(Action target, String name) {
        this(requireNonNull(target, "target"), ProcessOptions.defaults().withName(name));
    }

    /**
     * A process with all its options.
     *
     * @param target what to run; null for a subclass that overrides {@link #run}
     * @param options name, daemon flag, and how its JVM is launched
     */
    @SuppressWarnings("this-escape") // only its class is asked for
    public Process(@Nullable Action target, ProcessOptions options) {
        Process creator = CurrentProcess.get();
        this.target = target;
        this.lineage = creator.lineage.next();
        this.daemon = options.daemon != null ? options.daemon : creator.isDaemon();
        this.name = options.name != null ? options.name : named(getClass()).getSimpleName() + "-" + lineage;
        this.launch = options.launch;
        this.authKey = creator.authKey();
        this.standing = new Standing.Initial();
    }

    /** A process that runs already and was not started by this one. */
    Process(String name, Lineage lineage, Standing standing, boolean daemon, byte[] authKey) {
        this.name = name;
        this.lineage = lineage;
        this.standing = standing;
        this.daemon = daemon;
        this.authKey = authKey;
        this.launch = LaunchOptions.defaults();
    }

    /** A lock that arrives in the child with the process, so that the field can be final. */
    private static final class Lifecycle implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static Class<?> named(Class<?> type) {
        Class<?> named = type;
        while (named.isAnonymousClass()) {
            named = named.getSuperclass();
        }
        return named;
    }

    /**
     * What the process does, in the child: calls the target, if there is one. Subclasses override it; their fields, which must
     * be serializable or transient, are there.
     *
     * @throws Exception whatever the target throws
     */
    public void run() throws Exception {
        Action action = target;
        if (action != null) {
            action.run();
        }
    }

    /**
     * Starts the process, once. It returns as soon as the process exists and has its {@link #pid}; the target begins some time
     * later. The target and the fields are copied during this call, so that what cannot travel fails here. An interrupt changes
     * nothing and stays pending.
     *
     * @throws IllegalStateException if it was started before or closed, or is called while a class is initialised in a worker
     *     process
     * @throws IllegalArgumentException if the target, or a field of a subclass, cannot travel to another process
     * @throws UncheckedIOException if the system refuses to start a process
     */
    public void start() {
        StaticInitialisers.refuseInWorker();
        synchronized (lifecycle) {
            if (standing instanceof Standing.Closed) {
                throw closed();
            }
            if (!(standing instanceof Standing.Initial)) {
                throw new IllegalStateException(
                        "processes can only be started once: " + this + "; make a new Process for another run");
            }
            var program = new ByteWriter(1024);
            List<Passage.Passenger> moved = encode(program);
            try {
                standing =
                        new Standing.Child(ChildProcess.start(StartMethods.settings(launch, 1), program, moved, name));
            } catch (IOException e) {
                moved.forEach(Passage.Passenger::lose);
                throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
            } catch (RuntimeException | OutOfMemoryError e) { // Such as where the system has no thread left.
                moved.forEach(Passage.Passenger::lose);
                throw e;
            }
            target = null;
        }
        Children.add(this);
    }

    /** Encodes the program of the child; what moves there with it. */
    private List<Passage.Passenger> encode(ByteWriter program) {
        var encoder = new ValueEncoder(program, LoaderNumbers.INSTANCE);
        String parent = CurrentProcess.get().getName();
        StartMethod method = StartMethods.of(launch);
        if (getClass() == Process.class
                && encoder.encodeOurs(ChildMain.recipe(
                        new Description(name, lineage.toString(), daemon, target), parent, method, authKey))) {
            return List.of(); // What moves needs an object stream.
        }
        var main = new ChildMain(this, parent, method, authKey);
        try {
            travelling(() -> encoder.encode(main));
        } catch (IOException e) {
            IOException precise = ownCulprit(e);
            throw new IllegalArgumentException(
                    "cannot start " + name + ": " + precise.getMessage(), precise.getCause());
        }
        return encoder.takeMoved();
    }

    /** The failure as seen from what the program gave: its target, or its own kind of process. */
    private IOException ownCulprit(IOException general) {
        Object given = getClass() == Process.class ? target : this;
        try {
            travelling(() -> new ValueEncoder(new ByteWriter(64), LoaderNumbers.INSTANCE).encode(given));
            return general;
        } catch (IOException e) {
            return e;
        }
    }

    /** All that a process of this very class takes to its child. */
    record Description(
            String name,
            String lineage,
            boolean daemon,
            @Nullable Action target) {}

    /** The process in its own JVM. */
    static Process inChild(Description description) {
        var process = new Process(
                description.name,
                new Lineage(description.lineage),
                new Standing.Self(),
                description.daemon,
                new byte[0]);
        process.target = description.target;
        return process;
    }

    /** Encodes something. */
    interface Encoding {
        void run() throws IOException;
    }

    /** Encodes something of which this process object may be a part. */
    final void travelling(Encoding encoding) throws IOException {
        STARTING.set(this);
        try {
            encoding.run();
        } finally {
            STARTING.remove();
        }
    }

    /** One that does nothing, by which spares get to know processes. */
    static Process sample() {
        var sample = new Process("sample", Lineage.ROOT, new Standing.Initial(), false, new byte[0]);
        sample.target = sampleDescription().target;
        return sample;
    }

    static Description sampleDescription() {
        return new Description("sample", "", false, () -> {});
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        if (STARTING.get() != this) {
            throw new NotSerializableException(Process.class.getName() + ": " + name
                    + " can only travel to the process that it stands for; send its pid() or its name instead");
        }
        out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (lineage == null || name == null) {
            throw new InvalidObjectException("a process without a name or a place");
        }
        standing = new Standing.Self();
        launch = LaunchOptions.defaults();
        authKey = new byte[0];
    }

    /** In the child: takes the parent's key, which is kept out of what can be read from a serialized process. */
    final void becomeCurrent(byte[] key) {
        authKey = key;
    }

    /**
     * Waits until the process has ended, however it ended, and what it printed is out. May be called any number of times, by any
     * number of threads.
     *
     * @throws IllegalStateException if the process was not started, is the current one, or was closed
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    /**
     * Waits until the process has ended, up to {@code timeout}.
     *
     * <p>Python's {@code join(timeout)} returns nothing and leaves the question to {@code exitcode}.
     *
     * @param timeout how long to wait; zero or less only looks
     * @return whether the process has ended
     * @throws IllegalArgumentException if the timeout is longer than some 292 years
     * @throws IllegalStateException if the process was not started, is the current one, or was closed
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Timeouts.pollingNanos(timeout));
    }

    private boolean join(long nanos) throws InterruptedException {
        Standing now = standing;
        if (now instanceof Standing.Self) {
            throw new IllegalStateException("cannot join the current process, " + this + ": it would wait for ever");
        }
        CompletableFuture<?> end = now instanceof Standing.Parent parent
                ? parent.end()
                : child("join").exit();
        if (end == null) {
            return true; // A parent that has gone already.
        }
        boolean ended = Standing.await(end, nanos);
        if (ended) {
            Children.remove(this);
        }
        return ended;
    }

    /**
     * Waits until what the process is for has ended, and throws what {@link #run} threw, if it threw. The JVM of the child may
     * still be ending then, which takes some milliseconds, or as long as threads go on that the target left behind; {@link
     * #join()} waits for that too.
     *
     * <p>Python has no such call.
     *
     * @throws WorkerLostException if the process ended before {@code run} did, other than by {@code System.exit(0)}
     * @throws IllegalStateException as {@link #join()}
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception what {@code run} threw, with the trace of the thread that threw it; a
     *     {@link RemoteTaskException} with its text if it could not travel
     */
    public void joinOrThrow() throws Exception {
        ChildProcess child = child("join");
        Standing.await(child.outcome(), Long.MAX_VALUE);
        throwFailure(child);
    }

    /**
     * Waits until what the process is for has ended, up to {@code timeout}, and throws what {@link #run} threw, if it threw.
     *
     * @param timeout how long to wait; zero or less only looks
     * @throws TimeoutException if it has not ended by then
     * @throws IllegalArgumentException if the timeout is longer than some 292 years
     * @throws WorkerLostException if the process ended before {@code run} did, other than by {@code System.exit(0)}
     * @throws IllegalStateException as {@link #join()}
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception what {@code run} threw, with the trace of the thread that threw it; a
     *     {@link RemoteTaskException} with its text if it could not travel
     */
    public void joinOrThrow(Duration timeout) throws Exception {
        long nanos = Timeouts.pollingNanos(timeout);
        ChildProcess child = child("join");
        if (!Standing.await(child.outcome(), nanos)) {
            throw new TimeoutException(this + " was still at work after " + timeout);
        }
        throwFailure(child);
    }

    private void throwFailure(ChildProcess child) throws Exception {
        ProcessOutcome outcome = child.outcome().join();
        if (outcome instanceof ProcessOutcome.Raised raised) {
            Throwable thrown = TaskResult.raised(raised.failure(), child.pid(), "process " + name);
            if (thrown instanceof Exception exception) {
                throw exception;
            } else if (thrown instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("process " + name + " threw neither an Exception nor an Error", thrown);
        } else if (outcome instanceof ProcessOutcome.Ended ended) {
            int exitCode = child.exit().join(); // Told right after: who knows of the end finds the exit code there.
            if (exitCode != 0) {
                throw new WorkerLostException(
                        child.pid(),
                        exitCode,
                        ended.uptime(),
                        "process " + name,
                        ended.logTail(),
                        "",
                        null,
                        null,
                        "its run() did not return, and only a new process runs it again");
            }
        }
    }

    /** Whether it runs, also of one that was closed. */
    final boolean runs() {
        return standing.isAlive();
    }

    /**
     * Whether the process was started and has not ended; true of the current process.
     *
     * @return whether it is alive
     * @throws IllegalStateException if it was closed
     */
    public boolean isAlive() {
        boolean alive = open().isAlive();
        if (!alive) {
            Children.remove(this);
        }
        return alive;
    }

    /**
     * The system's number of the process; also Python's {@code ident}.
     *
     * @return its process id, null before it is started
     * @throws IllegalStateException if it was closed
     */
    public @Nullable Long pid() {
        return open().pid();
    }

    /**
     * The same as {@link #pid}, as Python has it.
     *
     * @return its process id, null before it is started
     * @throws IllegalStateException if it was closed
     */
    public @Nullable Long ident() {
        return pid();
    }

    /**
     * How the process ended: 0 if {@code run} returned, 1 if it threw, {@code n} after {@code System.exit(n)} (modulo 256),
     * and minus the number of a signal that ended it, such as -9 after {@link #kill} and -15 after {@link #terminate}.
     *
     * @return the exit code; null before the end, and for processes that this one did not start
     * @throws IllegalStateException if it was closed
     */
    public @Nullable Integer exitCode() {
        return open().exitCode();
    }

    /**
     * What becomes ready once, when the process has ended, to be waited for together with others.
     *
     * @return the end of the process
     * @throws IllegalStateException if the process was not started or was closed
     */
    public Waitable sentinel() {
        CompletableFuture<?> end = open().end();
        if (end == null) {
            throw new IllegalStateException(
                    this + " has no end that could be waited for" + hint("; call start() first"));
        }
        synchronized (lifecycle) {
            if (sentinel == null) {
                sentinel = new Sentinel(end);
            }
            return sentinel;
        }
    }

    /**
     * Interrupts the main thread of the child while it is in {@code run}, or as soon as it is: its blocking call throws
     * {@link InterruptedException}, which ends the process with exit code 1 unless it is caught. Without effect once {@code run}
     * has ended. Does not wait.
     *
     * <p>Python (3.14) sends SIGINT, which raises {@code KeyboardInterrupt} there, in blocking calls and elsewhere.
     *
     * @throws IllegalStateException if the process was not started by this one, or was closed
     */
    public void interrupt() {
        child("interrupt").interruptMain();
    }

    /**
     * Asks the process to end, by SIGTERM: its exit hooks run. Does not wait; without effect once it has ended.
     *
     * @throws IllegalStateException if the process was not started by this one, or was closed
     */
    public void terminate() {
        child("terminate").terminate();
    }

    /**
     * Ends the process at once, by SIGKILL. Does not wait; without effect once it has ended.
     *
     * @throws IllegalStateException if the process was not started by this one, or was closed
     */
    public void kill() {
        child("kill").kill();
    }

    /**
     * Ends the process and waits for that: terminates it, and kills it if it is still there after a grace. Without effect once
     * it has ended.
     *
     * <p>Python leaves these steps to its users.
     *
     * @param grace how long its exit hooks may take; zero or less kills it at once
     * @throws IllegalArgumentException if the grace is longer than some 292 years
     * @throws IllegalStateException if the process was not started by this one, or was closed
     * @throws InterruptedException if interrupted on entry or while waiting; the process was then asked to end, and may have
     *     been killed
     */
    public void stop(Duration grace) throws InterruptedException {
        long nanos = Timeouts.pollingNanos(grace);
        ChildProcess child = child("stop");
        if (nanos > 0) {
            child.terminate();
        }
        if (nanos == 0 || !join(nanos)) {
            child.kill();
        }
        join();
    }

    /**
     * Lets go of a process that has ended or was never started: from now on only its name and daemon flag can be asked for. May be
     * called again.
     *
     * @throws IllegalStateException if the process still runs
     */
    public void close() {
        synchronized (lifecycle) {
            if (standing.isAlive()) {
                throw new IllegalStateException("cannot close " + this + " while it runs; join() it first, or stop it");
            }
            standing = new Standing.Closed();
        }
        Children.remove(this);
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
     * Changes the name here, at any time; the child keeps the one that it was started with.
     *
     * @param name the new name
     */
    public void setName(String name) {
        this.name = requireNonNull(name, "name");
    }

    /**
     * Whether the process is ended when this one ends, instead of being waited for.
     *
     * @return whether it is a daemon
     */
    public boolean isDaemon() {
        return daemon;
    }

    /**
     * Says whether the process is ended when this one ends, instead of being waited for. Otherwise it takes after the process
     * that created it. Unlike Python's, a daemon may have children.
     *
     * @param daemon whether it is a daemon
     * @throws IllegalStateException if the process was started, even if it has ended
     */
    public void setDaemon(boolean daemon) {
        synchronized (lifecycle) {
            if (!(standing instanceof Standing.Initial || standing instanceof Standing.Closed)) {
                throw new IllegalStateException(
                        "cannot set the daemon flag of " + this + " after it was started; set it before start()");
            }
            this.daemon = daemon;
        }
    }

    /**
     * The secret by which processes of one program know each other: 32 random bytes in the main process, inherited by children.
     *
     * @return a copy of the key
     */
    public byte[] authKey() {
        return authKey.clone();
    }

    /**
     * Changes the secret, for this process object and what it creates afterwards.
     *
     * @param key the new key, which is copied
     */
    public void setAuthKey(byte[] key) {
        authKey = key.clone();
    }

    private Standing open() {
        Standing now = standing;
        if (now instanceof Standing.Closed) {
            throw closed();
        }
        return now;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " was closed; only its name and daemon flag are left");
    }

    private ChildProcess child(String verb) {
        Standing now = open();
        if (now instanceof Standing.Child child) {
            return child.process();
        }
        throw new IllegalStateException(
                "cannot " + verb + " " + this + hint(" before it is started; call start() first"));
    }

    private String hint(String whenInitial) {
        return standing instanceof Standing.Initial ? whenInitial : ", which this process did not start";
    }

    /**
     * Its class (the nearest one with a name), name, state, flags and exit code.
     *
     * @return such as {@code Process[Process-1, stopped, pid 4711, exit code 0]}
     */
    @Override
    public String toString() {
        Standing now = standing;
        Long pid = now.pid();
        Integer exitCode = now.exitCode();
        return named(getClass()).getSimpleName() + "[" + name + ", " + now.word() + (daemon ? ", daemon" : "")
                + (pid == null ? "" : ", pid " + pid) + (exitCode == null ? "" : ", exit code " + exitCode) + "]";
    }
}
