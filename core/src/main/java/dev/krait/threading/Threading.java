package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions and constants of Python's module {@code threading}.
 *
 * <p>All methods may be called by any thread; none of them blocks unless it says so.
 */
public final class Threading {
    /** The longest timeout that any wait of this library accepts, some 292 years; Python's {@code TIMEOUT_MAX}. */
    public static final Duration TIMEOUT_MAX = Timeouts.MAX;

    /**
     * The hook that is in force at first, Python's {@code threading.__excepthook__}: hands the failure to the application's
     * {@link java.lang.Thread#getDefaultUncaughtExceptionHandler}, or where none is installed prints the thread's name and
     * the trace to standard error.
     */
    public static final ExceptHook DEFAULT_EXCEPTHOOK = ExceptHooks.DEFAULT;

    /** The least stack that is worth asking for, as in Python. */
    private static final long LEAST_STACK = 32 * 1024;

    /** The most that the JVM's own option for the size of stacks takes; more is a mistake in the unit. */
    private static final long MOST_STACK = 1024L * 1024 * 1024;

    private static volatile long stackSize;

    private Threading() {}

    /**
     * The thread that calls. A thread that this library did not start gets an object of its own the first time, a daemonic
     * {@code Dummy-N}, with the JVM's name behind it.
     *
     * <p>Mirrors Python's {@code threading.current_thread()}.
     *
     * @return the calling thread
     */
    public static Thread currentThread() {
        return ThreadRegistry.current();
    }

    /**
     * The JVM's first thread, the one that called {@code main}, under Python's name {@code MainThread}.
     *
     * <p>Mirrors Python's {@code threading.main_thread()}. On the JVM it may end before others do, and is then not alive.
     *
     * @return the main thread
     */
    public static Thread mainThread() {
        return ThreadRegistry.main();
    }

    /**
     * The threads that there are: the main thread first, then, by their identifiers, the started ones that have not
     * finished, daemons included, and foreign ones that asked for {@link #currentThread}.
     *
     * <p>Mirrors Python's {@code threading.enumerate()}.
     *
     * @return a new list
     */
    public static List<Thread> enumerate() {
        return ThreadRegistry.all();
    }

    /**
     * How many threads {@link #enumerate} lists.
     *
     * <p>Mirrors Python's {@code threading.active_count()}.
     *
     * @return their number
     */
    public static int activeCount() {
        return ThreadRegistry.all().size();
    }

    /**
     * The JVM's number of the calling thread. Unlike Python's it is never used again.
     *
     * <p>Mirrors Python's {@code threading.get_ident()}.
     *
     * @return its identifier, never zero
     */
    public static long getIdent() {
        return java.lang.Thread.currentThread().getId();
    }

    /**
     * The operating system's number of the calling thread.
     *
     * <p>Mirrors Python's {@code threading.get_native_id()}.
     *
     * @return its kernel id, unique while it lives
     * @throws UnsupportedOperationException if the platform does not tell (only Linux does), or the caller is a virtual
     *     thread, which has none
     */
    public static long getNativeId() {
        Long id = ThreadRegistry.current().nativeId();
        if (id == null) {
            throw new UnsupportedOperationException("no kernel id is known for " + ThreadRegistry.current()
                    + ": only platform threads on Linux have one; use getIdent()");
        }
        return id;
    }

    /**
     * Whether this JVM has virtual threads, that is, whether it is Java 21 or newer.
     *
     * @return whether {@link ThreadOptions#withVirtual} works
     */
    public static boolean virtualThreadsAvailable() {
        return JavaThreads.virtualAvailable();
    }

    /**
     * The hook that is told when a thread's {@link Thread#run} ends with an exception.
     *
     * <p>Mirrors reading Python's {@code threading.excepthook}.
     *
     * @return the hook in force
     */
    public static ExceptHook excepthook() {
        return ExceptHooks.current();
    }

    /**
     * Replaces the hook that is told, once and in the failing thread, when {@link Thread#run} ends with an exception. An
     * exception out of the hook itself goes to the thread's uncaught exception handler.
     *
     * <p>Mirrors assigning to Python's {@code threading.excepthook}; {@link #DEFAULT_EXCEPTHOOK} restores it.
     *
     * @param hook the new hook
     */
    public static void setExcepthook(ExceptHook hook) {
        ExceptHooks.replace(requireNonNull(hook, "hook"));
    }

    /**
     * Installs a hook for failures that nobody saw: it is told of each thread that fails while some such hook is installed
     * and whose object is garbage collected before anybody got the failure from {@link Thread#joinOrThrow()}. It is not
     * told of earlier failures, nor of threads that are still reachable when the JVM ends, and which hook is told is decided
     * when the thread is collected. There is none at first.
     *
     * <p>Python has no such thing. The hook of {@link #setExcepthook} is told of each failure at once all the same.
     *
     * @param hook the new hook; null for none
     */
    public static void setUnseenFailureHook(@Nullable UnseenFailureHook hook) {
        Failure.hook = hook;
    }

    /**
     * Has every thread that is started later call {@code hook} before its {@link Thread#run}. Running threads do not notice.
     *
     * <p>Mirrors Python's {@code threading.settrace}, as far as the JVM allows; see {@link ThreadHook}.
     *
     * @param hook the new hook; null for none
     */
    public static void settrace(@Nullable ThreadHook hook) {
        ThreadHooks.trace(hook);
    }

    /**
     * As {@link #settrace}, and calls {@code hook} here and now for each thread that is running, this one included.
     *
     * <p>Mirrors Python's {@code threading.settrace_all_threads}.
     *
     * @param hook the new hook; null for none
     * @throws Exception whatever the hook throws; it is installed nevertheless
     */
    public static void settraceAllThreads(@Nullable ThreadHook hook) throws Exception {
        ThreadHooks.trace(hook);
        callForAll(hook);
    }

    /**
     * The hook of {@link #settrace}.
     *
     * <p>Mirrors Python's {@code threading.gettrace()}.
     *
     * @return the hook; null if there is none
     */
    public static @Nullable ThreadHook gettrace() {
        return ThreadHooks.current().trace();
    }

    /**
     * Has every thread that is started later call {@code hook} before its {@link Thread#run}, after the one of
     * {@link #settrace}. Running threads do not notice.
     *
     * <p>Mirrors Python's {@code threading.setprofile}, as far as the JVM allows; see {@link ThreadHook}.
     *
     * @param hook the new hook; null for none
     */
    public static void setprofile(@Nullable ThreadHook hook) {
        ThreadHooks.profile(hook);
    }

    /**
     * As {@link #setprofile}, and calls {@code hook} here and now for each thread that is running, this one included.
     *
     * <p>Mirrors Python's {@code threading.setprofile_all_threads}.
     *
     * @param hook the new hook; null for none
     * @throws Exception whatever the hook throws; it is installed nevertheless
     */
    public static void setprofileAllThreads(@Nullable ThreadHook hook) throws Exception {
        ThreadHooks.profile(hook);
        callForAll(hook);
    }

    /**
     * The hook of {@link #setprofile}.
     *
     * <p>Mirrors Python's {@code threading.getprofile()}.
     *
     * @return the hook; null if there is none
     */
    public static @Nullable ThreadHook getprofile() {
        return ThreadHooks.current().profile();
    }

    private static void callForAll(@Nullable ThreadHook hook) throws Exception {
        for (Thread thread : enumerate()) {
            if (thread.isAlive()) {
                ThreadHooks.call(hook, thread);
            }
        }
    }

    /**
     * The stack size of platform threads to come, and sets it back to the JVM's default: this is what Python's
     * {@code threading.stack_size()} without an argument does.
     *
     * @return the size in bytes that was in force; zero for the default
     */
    public static long stackSize() {
        return stackSize(0);
    }

    /**
     * Sets the stack size of platform threads that are started later. The JVM takes it as a hint.
     *
     * <p>Mirrors Python's {@code threading.stack_size(size)}.
     *
     * @param bytes the new size, from 32 KiB to 1 GiB; zero for the JVM's default
     * @return the size in bytes that was in force; zero for the default
     * @throws IllegalArgumentException if the size is neither zero nor from 32 KiB to 1 GiB; nothing has changed then
     */
    public static synchronized long stackSize(long bytes) {
        if (bytes != 0 && (bytes < LEAST_STACK || bytes > MOST_STACK)) {
            throw new IllegalArgumentException("stack size not valid: " + bytes
                    + " bytes; pass 0 for the JVM's default, or from " + LEAST_STACK + " to " + MOST_STACK);
        }
        long before = stackSize;
        stackSize = bytes;
        return before;
    }

    /**
     * Which thread waits for which lock of this library, who holds it, and which threads wait for each other in a circle.
     *
     * <p>Python has no such thing. Takes some microseconds per thread and stops none of them.
     *
     * @return the report as of now
     */
    public static LockReport lockReport() {
        return LockReport.take();
    }

    /**
     * An iterator over {@code items} that any number of threads may share, each item going to exactly one of them.
     *
     * <p>Mirrors Python's {@code threading.serialize_iterator}.
     *
     * @param <T> the items
     * @param items what is iterated over, for once
     * @return the shared iterator
     */
    public static <T extends @Nullable Object> SerializedIterator<T> serializeIterator(Iterable<? extends T> items) {
        return new SerializedIterator<>(iterator(items));
    }

    /**
     * A wrapper of {@code source} that any number of threads may share, each item going to exactly one of them.
     *
     * @param <T> the items
     * @param source where the items come from; nobody else may use it from now on
     * @return the shared iterator
     */
    public static <T extends @Nullable Object> SerializedIterator<T> serializeIterator(Iterator<? extends T> source) {
        return new SerializedIterator<>(requireNonNull(source, "source"));
    }

    /**
     * A maker of iterators like {@code maker}, whose iterators may each be shared by any number of threads.
     *
     * <p>Mirrors Python's {@code threading.synchronized_iterator}, for a callable without arguments; capture them in a
     * lambda.
     *
     * @param <T> the items
     * @param maker makes a new iterator at each call
     * @return what makes shared iterators
     */
    public static <T extends @Nullable Object> Supplier<SerializedIterator<T>> synchronizedIterator(
            Supplier<? extends Iterator<? extends T>> maker) {
        requireNonNull(maker, "maker");
        return () -> made(maker.get());
    }

    /**
     * A maker of iterators like {@code maker}, whose iterators may each be shared by any number of threads.
     *
     * <p>Mirrors Python's {@code threading.synchronized_iterator}, for a callable with one argument.
     *
     * @param <A> the argument
     * @param <T> the items
     * @param maker makes a new iterator at each call
     * @return what makes shared iterators
     */
    public static <A extends @Nullable Object, T extends @Nullable Object>
            Function<A, SerializedIterator<T>> synchronizedIterator(
                    Function<? super A, ? extends Iterator<? extends T>> maker) {
        requireNonNull(maker, "maker");
        return argument -> made(maker.apply(argument));
    }

    /**
     * A maker of iterators like {@code maker}, whose iterators may each be shared by any number of threads.
     *
     * <p>Mirrors Python's {@code threading.synchronized_iterator}, for a callable with two arguments; where there are more,
     * capture them in a lambda.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <T> the items
     * @param maker makes a new iterator at each call
     * @return what makes shared iterators
     */
    public static <A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>
            BiFunction<A, B, SerializedIterator<T>> synchronizedIterator(
                    BiFunction<? super A, ? super B, ? extends Iterator<? extends T>> maker) {
        requireNonNull(maker, "maker");
        return (first, second) -> made(maker.apply(first, second));
    }

    /**
     * Two iterators over one source, each of which sees every item in order.
     *
     * <p>Mirrors Python's {@code threading.concurrent_tee(iterable)}.
     *
     * @param <T> the items
     * @param items what is iterated over, for once
     * @return the two iterators
     * @see #concurrentTee(Iterable, int)
     */
    public static <T extends @Nullable Object> List<Iterator<T>> concurrentTee(Iterable<? extends T> items) {
        return concurrentTee(items, 2);
    }

    /**
     * Several iterators over one source, each of which sees every item in order, at its own pace. Each is for one thread at
     * a time; different ones may be used by different threads. Items are kept until the slowest has read them. A thread that
     * needs a new item from the source blocks while another is inside it, whether interrupted or not. What the source throws
     * reaches only the iterator that asked; the next one to ask gets whatever the source does then.
     *
     * <p>Mirrors Python's {@code threading.concurrent_tee(iterable, n)}.
     *
     * @param <T> the items
     * @param items what is iterated over, for once
     * @param branches how many iterators
     * @return the iterators
     * @throws IllegalArgumentException if there are less than zero
     */
    public static <T extends @Nullable Object> List<Iterator<T>> concurrentTee(
            Iterable<? extends T> items, int branches) {
        Tee.checked(branches);
        return Tee.split(iterator(items), branches);
    }

    /**
     * Two iterators over what is left of {@code source}, each of which sees every item in order.
     *
     * @param <T> the items
     * @param source where the items come from; nobody else may use it from now on
     * @return the two iterators
     * @see #concurrentTee(Iterable, int)
     */
    public static <T extends @Nullable Object> List<Iterator<T>> concurrentTee(Iterator<? extends T> source) {
        return concurrentTee(source, 2);
    }

    /**
     * Several iterators over what is left of {@code source}, as {@link #concurrentTee(Iterable, int)} makes them.
     *
     * @param <T> the items
     * @param source where the items come from; nobody else may use it from now on
     * @param branches how many iterators
     * @return the iterators
     * @throws IllegalArgumentException if there are less than zero
     */
    public static <T extends @Nullable Object> List<Iterator<T>> concurrentTee(
            Iterator<? extends T> source, int branches) {
        requireNonNull(source, "source");
        return Tee.split(source, Tee.checked(branches));
    }

    private static <T extends @Nullable Object> Iterator<? extends T> iterator(Iterable<? extends T> items) {
        return requireNonNull(requireNonNull(items, "items").iterator(), "the iterable returned a null iterator");
    }

    private static <T extends @Nullable Object> SerializedIterator<T> made(Iterator<? extends T> source) {
        return new SerializedIterator<>(requireNonNull(source, "the maker of iterators returned null"));
    }

    static long currentStackSize() {
        return stackSize;
    }
}
