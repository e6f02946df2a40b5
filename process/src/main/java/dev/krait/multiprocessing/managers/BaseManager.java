package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.ProcessException;
import dev.krait.multiprocessing.ProcessOptions;
import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.threading.internal.Timeouts;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process that holds objects of registered types, for other processes to use by way of proxies.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.BaseManager}. A type is registered by a name, an interface whose methods
 * are what proxies offer, and a factory that runs in the server:
 *
 * <pre>{@code
 * class MathsManager extends BaseManager {
 *     MathsManager() {
 *         register("Maths", Maths.class, MathsService::new);
 *     }
 *
 *     Maths maths() {
 *         return create("Maths", Maths.class);
 *     }
 * }
 *
 * try (var manager = new MathsManager()) {
 *     manager.start();
 *     Maths maths = manager.maths();
 *     maths.add(4, 3);
 * }
 * }</pre>
 *
 * <p>A call of any method of the interface, a default one too, is a call of the object in the server; arguments and results
 * are copied, unless they are proxies. {@code toString} shows the object, and two proxies are equal if they stand for the same
 * one. Of what is thrown, the stack trace is the server's, and a suppressed
 * {@link dev.krait.multiprocessing.RemoteTraceback} says where it was asked for.
 *
 * <p>{@link #start} makes a process of its own for the objects, which ends with this one; {@link #getServer} serves them in
 * this process, and {@link #connect} finds a server that somebody else made, by its address and key. Thread-safe. A manager
 * cannot be sent to other processes; its proxies can.
 */
public class BaseManager implements AutoCloseable {
    private enum State {
        INITIAL("has not been started"),
        STARTED("is started"),
        SERVING("serves in this process"),
        CONNECTED("is connected to a server"),
        SHUT_DOWN("was shut down");

        final String words;

        State(String words) {
            this.words = words;
        }
    }

    private final ManagerOptions options;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Registration> types = new HashMap<>();

    @GuardedBy("lock")
    private State state = State.INITIAL;

    @GuardedBy("lock")
    private @Nullable Process process;

    private volatile @Nullable Session session;
    private volatile @Nullable SocketAddress address;

    /** A manager at a private address, for the processes of this program. */
    public BaseManager() {
        this(ManagerOptions.defaults());
    }

    /**
     * A manager.
     *
     * @param options address, key, and what may be received
     */
    public BaseManager(ManagerOptions options) {
        this.options = requireNonNull(options, "options");
        this.address = options.address();
    }

    /** Whether it offers the types of {@link SyncManager}. */
    boolean isStandard() {
        return false;
    }

    // Types

    /**
     * Registers a type whose objects this side cannot make: for a client, or for the results of other objects' methods.
     *
     * <p>Mirrors Python's {@code register(typeid)}.
     *
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package such as {@code QueueProxy.class}
     * @throws IllegalArgumentException if it is neither, or the name is blank
     * @throws IllegalStateException if this manager was started, connected or shut down already
     */
    public final void register(String typeId, Class<?> type) {
        register(typeId, type, TypeOptions.defaults());
    }

    /**
     * Registers a type whose objects this side cannot make, as {@link #register(String, Class)} does.
     *
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package
     * @param options which methods are exposed, and whose results stay in the server
     */
    public final void register(String typeId, Class<?> type, TypeOptions options) {
        add(typeId, type, null, options);
    }

    /**
     * Registers a type.
     *
     * <p>Mirrors Python's {@code register(typeid, callable, proxytype)}. Each {@link #create} calls the factory in the server; one
     * that gives the same object each time, such as {@code () -> queue}, lets all share it.
     *
     * @param typeId the name of the type
     * @param type the interface that its objects have; or {@code DictProxy.class}, {@code ListProxy.class},
     *     {@code SetProxy.class}, {@code QueueProxy.class}, {@code NamespaceProxy.class}, {@code EventProxy.class} or
     *     {@code BarrierProxy.class}, for objects that are a {@code Map}, {@code List}, {@code Set},
     *     {@link dev.krait.queue.Queue}, {@link dev.krait.multiprocessing.dummy.Namespace},
     *     {@link dev.krait.threading.Event} or {@link dev.krait.threading.Barrier}
     * @param factory makes an object; it travels to the server when that is started
     * @throws IllegalArgumentException if the type is neither an interface nor a proxy class, or the name is blank
     * @throws IllegalStateException if this manager was started, connected or shut down already
     */
    public final void register(String typeId, Class<?> type, Function0<?> factory) {
        register(typeId, type, factory, TypeOptions.defaults());
    }

    /**
     * Registers a type, as {@link #register(String, Class, Function0)} does.
     *
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package
     * @param factory makes an object
     * @param options which methods are exposed, and whose results stay in the server
     */
    public final void register(String typeId, Class<?> type, Function0<?> factory, TypeOptions options) {
        add(typeId, type, new Factory(requireNonNull(factory, "factory"), 0), options);
    }

    /**
     * Registers a type whose factory takes an argument, as {@link #register(String, Class, Function0)} does.
     *
     * @param <A> the argument
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package
     * @param factory makes an object from the argument of {@link #create}
     */
    public final <A extends @Nullable Object> void register(String typeId, Class<?> type, Function1<A, ?> factory) {
        register(typeId, type, factory, TypeOptions.defaults());
    }

    /**
     * Registers a type whose factory takes an argument, as {@link #register(String, Class, Function0)} does.
     *
     * @param <A> the argument
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package
     * @param factory makes an object from the argument of {@link #create}
     * @param options which methods are exposed, and whose results stay in the server
     */
    public final <A extends @Nullable Object> void register(
            String typeId, Class<?> type, Function1<A, ?> factory, TypeOptions options) {
        add(typeId, type, new Factory(requireNonNull(factory, "factory"), 1), options);
    }

    /**
     * Registers a type whose factory takes two arguments, as {@link #register(String, Class, Function0)} does.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param typeId the name of the type
     * @param type the interface that its objects have, or a proxy class of this package
     * @param factory makes an object from the arguments of {@link #create}
     */
    public final <A extends @Nullable Object, B extends @Nullable Object> void register(
            String typeId, Class<?> type, Function2<A, B, ?> factory) {
        add(typeId, type, new Factory(requireNonNull(factory, "factory"), 2), TypeOptions.defaults());
    }

    private void add(String typeId, Class<?> type, @Nullable Factory factory, TypeOptions typeOptions) {
        if (requireNonNull(typeId, "typeId").isBlank()) {
            throw new IllegalArgumentException("a type needs a name that is not blank");
        }
        Kind.of(requireNonNull(type, "type"));
        synchronized (lock) {
            checkState(State.INITIAL, "register " + typeId + " with");
            types.put(typeId, new Registration(type, factory, requireNonNull(typeOptions, "options")));
        }
    }

    /**
     * Makes an object in the server, and gives its proxy.
     *
     * <p>It is what the methods do that Python's {@code register} adds to a manager. An interrupt does not end it.
     *
     * @param <T> what the proxy is seen as
     * @param typeId the name of the type
     * @param type the interface or proxy class by which it was registered
     * @param arguments what its factory takes
     * @return the proxy
     * @throws IllegalStateException if this manager is neither started nor connected
     * @throws RemoteException if the server has no such type, or one with another interface
     * @throws ManagerLostException if the server has ended
     */
    public final <T> T create(String typeId, Class<T> type, @Nullable Object... arguments) {
        return type.cast(session("create a " + typeId).create(typeId, type, arguments));
    }

    /** As {@link #create} for a proxy class with type parameters. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller's own class
    final <T> T make(String typeId, Class<?> type, @Nullable Object... arguments) {
        return (T) create(typeId, type, arguments);
    }

    final Session session(String purpose) {
        Session open = session;
        if (open == null) {
            synchronized (lock) {
                throw new IllegalStateException("cannot " + purpose + ": this manager " + state.words
                        + (state == State.INITIAL ? "; call start() or connect() first" : ""));
            }
        }
        return open;
    }

    @GuardedBy("lock")
    private void checkState(State wanted, String what) {
        if (state != wanted) {
            throw new ProcessException("cannot " + what + " a manager that " + state.words + " already");
        }
    }

    // Life

    /**
     * Starts the process that holds the objects, and waits until it is ready. The process is a daemon: it ends with this one.
     *
     * <p>Mirrors Python's {@code BaseManager.start}.
     *
     * @throws ProcessException if it was started, connected or shut down already, or if its process ends at once
     * @throws IllegalArgumentException if a factory cannot travel to it
     * @throws InterruptedException if interrupted on entry or while waiting; the process is ended then
     */
    public final void start() throws InterruptedException {
        startWith(null);
    }

    /**
     * Starts the process that holds the objects, and has it run something first.
     *
     * <p>Mirrors Python's {@code BaseManager.start(initializer)}.
     *
     * @param initializer what it runs; if that throws, this does too
     * @throws ProcessException if it was started, connected or shut down already, or if its process ends at once; its cause
     *     is what the initializer threw
     * @throws IllegalArgumentException if the initializer or a factory cannot travel to it
     * @throws InterruptedException if interrupted on entry or while waiting; the process is ended then
     */
    public final void start(Action initializer) throws InterruptedException {
        startWith(requireNonNull(initializer, "initializer"));
    }

    private void startWith(@Nullable Action initializer) throws InterruptedException {
        synchronized (lock) {
            checkState(State.INITIAL, "start");
            var registry = new Registry(types, isStandard());
            var pipe = new Pipe(false);
            SocketAddress wanted = options.address();
            var program = new ServerProgram(
                    wanted == null ? null : Door.text(wanted),
                    options.authKey(),
                    options.allowedClasses(),
                    registry,
                    initializer,
                    pipe.sender());
            var server = new Process(
                    program,
                    ProcessOptions.defaults().withName(title()).withDaemon(true).withLaunch(options.launch()));
            boolean ready = false;
            try (Connection receiver = pipe.receiver()) {
                server.start();
                Door door = options.door(awaitAddress(server, receiver));
                address = door.address();
                session = Session.open(door, registry.interfaces());
                process = server;
                state = State.STARTED;
                ready = true;
            } catch (IOException e) {
                throw new ProcessException(
                        "the server process of " + this + " cannot be reached: " + e.getMessage(), e);
            } finally {
                if (!ready && server.pid() != null) {
                    server.kill();
                }
            }
        }
    }

    private String title() {
        Class<?> named = getClass();
        while (named.isAnonymousClass()) {
            named = named.getSuperclass();
        }
        return named.getSimpleName();
    }

    private SocketAddress awaitAddress(Process server, Connection receiver) throws IOException, InterruptedException {
        List<Waitable> things = List.of(receiver, server.sentinel());
        if (Connection.await(things).contains(receiver)) {
            try {
                return new Door(requireNonNull(receiver.recv(String.class)), null, "").address();
            } catch (IOException e) {
                server.join(); // It is ending, and says below why.
            }
        }
        Exception cause;
        try {
            server.joinOrThrow();
            cause = new IllegalStateException("it exited with code " + server.exitCode());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            cause = e;
        }
        throw new ProcessException(
                "the server process of a manager ended before it was ready: " + cause.getMessage(), cause);
    }

    /**
     * Serves the objects in this process, instead of in one of its own.
     *
     * <p>Mirrors Python's {@code BaseManager.get_server}.
     *
     * <p>Proxies that come to this process call the objects directly, in the calling thread: arguments and results are not
     * copied there.
     *
     * @return the server, which accepts clients already; close it, or let {@link Server#serveForever} do so
     * @throws ProcessException if it was started, connected or shut down already
     * @throws IOException if the address cannot be listened at
     */
    public final Server getServer() throws IOException {
        synchronized (lock) {
            checkState(State.INITIAL, "serve");
            SocketAddress wanted = options.address();
            var server = new Server(
                    wanted == null ? null : Door.text(wanted),
                    options.authKey(),
                    options.allowedClasses(),
                    new Registry(types, isStandard()));
            address = server.address();
            state = State.SERVING;
            return server;
        }
    }

    /**
     * Connects to a server that exists.
     *
     * <p>Mirrors Python's {@code BaseManager.connect}.
     *
     * @throws ProcessException if it was started, connected or shut down already
     * @throws IllegalStateException if no address was given
     * @throws dev.krait.multiprocessing.AuthenticationException if the server has another key
     * @throws IOException if nobody listens there, or no manager does
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public final void connect() throws IOException, InterruptedException {
        synchronized (lock) {
            checkState(State.INITIAL, "connect");
            SocketAddress known = options.address();
            if (known == null) {
                throw new IllegalStateException(
                        "a manager that connects needs an address: ManagerOptions.defaults().withAddress(…)");
            }
            session = Session.open(options.door(known), new Registry(types, isStandard()).interfaces());
            state = State.CONNECTED;
        }
    }

    /**
     * Where the server listens.
     *
     * <p>Mirrors Python's {@code BaseManager.address}.
     *
     * @return the address; null if none was given and it was not started yet
     */
    public final @Nullable SocketAddress address() {
        return address;
    }

    /**
     * Waits for the end of the process that was started.
     *
     * <p>Mirrors Python's {@code BaseManager.join}.
     *
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public final void join() throws InterruptedException {
        started("join").join();
    }

    /**
     * Waits some time for the end of the process that was started.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether it has ended
     * @throws IllegalStateException if it was not started
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public final boolean join(Duration timeout) throws InterruptedException {
        Timeouts.pollingNanos(timeout);
        return started("join").join(timeout);
    }

    private Process started(String what) {
        synchronized (lock) {
            if (process == null) {
                throw new IllegalStateException(
                        "cannot " + what + " a manager that was not started: it " + state.words);
            }
            return process;
        }
    }

    /**
     * Ends the process that was started, and with it its objects: it is told to end, after
     * {@link ManagerOptions#withShutdownTimeout} terminated, after the same time again killed. Waits for its end, which an
     * interrupt does not shorten; may be called again.
     *
     * <p>Mirrors Python's {@code BaseManager.shutdown}.
     *
     * @throws IllegalStateException if it was not started
     */
    public final void shutdown() {
        Process ending = started("shut down");
        synchronized (lock) {
            Session open = session;
            if (state == State.STARTED && open != null) {
                open.shutdown(options.shutdownTimeout());
            }
            session = null;
            state = State.SHUT_DOWN;
        }
        end(ending);
        afterShutdown();
    }

    /** What is left to be done once the process has ended. */
    void afterShutdown() {}

    private void end(Process ending) {
        boolean interrupted = Thread.interrupted();
        long patience = options.shutdownTimeout().toNanos();
        long start = System.nanoTime();
        int told = 0;
        while (true) {
            try {
                long left = patience - (System.nanoTime() - start);
                if (told == 2 ? joinForEver(ending) : ending.join(Duration.ofNanos(Math.max(0, left)))) {
                    break;
                }
                if (told++ == 0) {
                    ending.terminate();
                } else {
                    ending.kill();
                }
                start = System.nanoTime();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joinForEver(Process ending) throws InterruptedException {
        ending.join();
        return true;
    }

    /**
     * Ends the process that was started, as {@link #shutdown} does, or leaves the server that was connected to. Proxies that
     * came from here are of no use then.
     *
     * <p>Mirrors leaving Python's {@code with} statement.
     */
    @Override
    public void close() {
        boolean own;
        synchronized (lock) {
            own = process != null;
            Session open = session;
            if (!own && open != null) {
                open.close();
                session = null;
            }
            if (!own && state != State.SERVING) {
                state = State.SHUT_DOWN;
            }
        }
        if (own) {
            shutdown();
        }
    }

    /**
     * How many objects the server has: Python's {@code _number_of_objects}.
     *
     * @return their number
     * @throws IllegalStateException if this manager is neither started nor connected
     */
    public final int numberOfObjects() {
        return (Integer) requireNonNull(session("count objects").ask(Request.COUNT));
    }

    /**
     * The objects of the server with the number of references to each, a line for each: Python's {@code _debug_info}.
     *
     * @return the text
     * @throws IllegalStateException if this manager is neither started nor connected
     */
    public final String debugInfo() {
        return (String) requireNonNull(session("describe objects").ask(Request.DEBUG));
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return title() + "[" + state.words + (address == null ? "" : ", " + address) + "]";
        }
    }
}
