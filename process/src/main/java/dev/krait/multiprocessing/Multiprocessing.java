package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.launch.Processors;
import dev.krait.multiprocessing.internal.launch.Spares;
import dev.krait.multiprocessing.internal.log.Diagnostics;
import dev.krait.multiprocessing.internal.worker.ProgressReports;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of Python's module {@code multiprocessing}. */
public final class Multiprocessing {
    private Multiprocessing() {}

    /**
     * How many processors this process may use, which is also how many workers a {@link Pool} has unless told otherwise.
     *
     * <p>Mirrors Python's {@code multiprocessing.cpu_count()}, but counts what the process is allowed to use (affinity,
     * container limits), which in Python is {@code os.process_cpu_count()}. In a worker of a pool it is that worker's share, so
     * that a pool within a pool does not take each processor several times.
     *
     * @return at least 1
     */
    public static int cpuCount() {
        return Processors.count();
    }

    /**
     * The children of this process that are alive.
     *
     * <p>Mirrors Python's {@code multiprocessing.active_children()}. Workers of pools are not among them.
     *
     * @return the processes that were started here and have not ended, in the order of their start
     */
    public static List<Process> activeChildren() {
        return Children.alive();
    }

    /**
     * The process that this code runs in: in a child the object that was started, as it arrived there; in the main process one
     * named {@code MainProcess}; in a worker of a pool one named {@code PoolWorker-…}.
     *
     * <p>Mirrors Python's {@code multiprocessing.current_process()}.
     *
     * @return this process, the same object each time
     */
    public static Process currentProcess() {
        return CurrentProcess.get();
    }

    /**
     * The process that started this one; it can be asked for its name and pid, whether it is alive, and joined.
     *
     * <p>Mirrors Python's {@code multiprocessing.parent_process()}.
     *
     * @return the parent; null in the main process, and in a worker of a pool
     */
    public static @Nullable Process parentProcess() {
        return CurrentProcess.parent();
    }

    /**
     * The start methods that there are here, the default first.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_all_start_methods()}.
     *
     * @return {@link StartMethod#FORKSERVER} and {@link StartMethod#SPAWN}
     */
    public static List<StartMethod> getAllStartMethods() {
        return List.of(StartMethod.FORKSERVER, StartMethod.SPAWN);
    }

    /**
     * How processes are started, which is fixed from then on.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_start_method()}. A child has the one that it was itself started by.
     *
     * @return the start method
     */
    public static StartMethod getStartMethod() {
        return DefaultMethod.fixed();
    }

    /**
     * How processes are started.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_start_method(allow_none)}.
     *
     * @param allowNone whether to leave open what is open
     * @return the start method; null if it is open and allowed to be
     */
    public static @Nullable StartMethod getStartMethod(boolean allowNone) {
        return allowNone ? DefaultMethod.chosen() : DefaultMethod.fixed();
    }

    /**
     * Says how processes are started from now on, once, before any is.
     *
     * <p>Mirrors Python's {@code multiprocessing.set_start_method(method)}.
     *
     * @param method the start method
     * @throws IllegalStateException if it is fixed already
     * @throws IllegalArgumentException if it is {@link StartMethod#FORK}, which a JVM cannot do
     */
    public static void setStartMethod(StartMethod method) {
        DefaultMethod.choose(requireNonNull(method, "method"), false);
    }

    /**
     * Says how processes are started from now on, even if that was fixed.
     *
     * <p>Mirrors Python's {@code multiprocessing.set_start_method(method, force)}.
     *
     * @param method the start method; null leaves it open again
     * @param force whether it may be changed
     * @throws IllegalStateException if it is fixed already and may not be changed
     * @throws IllegalArgumentException if it is {@link StartMethod#FORK}, which a JVM cannot do
     */
    public static void setStartMethod(@Nullable StartMethod method, boolean force) {
        if (method == null && !force) {
            DefaultMethod.fixed(); // So does Python.
        } else {
            DefaultMethod.choose(method, force);
        }
    }

    /**
     * The context of the start method in force, which is fixed from then on.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_context()}.
     *
     * @return the context
     */
    public static Context getContext() {
        return Context.of(DefaultMethod.fixed());
    }

    /**
     * The context of a start method.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_context(method)}.
     *
     * @param method the start method
     * @return the context, the same object each time
     * @throws IllegalArgumentException if it is {@link StartMethod#FORK}, which a JVM cannot do
     */
    public static Context getContext(StartMethod method) {
        return Context.of(method);
    }

    /**
     * Sets the launcher by which JVMs are started from now on, instead of that of this JVM's own home.
     *
     * <p>Mirrors Python's {@code multiprocessing.set_executable(executable)}.
     *
     * @param java the path of a {@code java} of at least this version; null for the one of this JVM, as it is at first
     * @throws IllegalArgumentException if it cannot be executed
     */
    public static void setExecutable(@Nullable Path java) {
        StartMethods.executable(java);
    }

    /**
     * Names classes that spares load and initialise before they are needed, so that the first use of them costs a process
     * nothing. It holds for spares that are started later; a class that is missing is passed over. A lambda that is written in
     * one of these classes and was sent to a process or a pool before is made ahead as well, without being called, which is most
     * of what a young process needs until it begins: name the classes in which your targets and tasks are written. Their static
     * initialisers must come to an end, since a process that is handed such a spare waits for them; what they throw is passed
     * over, and the target meets it again.
     *
     * <p>Mirrors Python's {@code multiprocessing.set_forkserver_preload(module_names)}.
     *
     * @param classNames the binary names of classes
     * @throws IllegalArgumentException if the names are some thousands of characters long together
     */
    public static void setForkserverPreload(List<String> classNames) {
        StartMethods.preload(classNames);
    }

    /**
     * Ends the spare JVMs that wait for the next process of {@link StartMethod#FORKSERVER}, and waits until they have ended.
     * Without this they end when nobody has needed them for a minute, and with this process. A process or pool that is started
     * later has new ones made; the system property {@code dev.krait.spares} says how many of each kind are kept, 1 by default,
     * 0 for none.
     *
     * <p>Python has no such call.
     *
     * @throws InterruptedException if interrupted on entry or while waiting; they end all the same
     */
    public static void releaseSpares() throws InterruptedException {
        Spares.release();
    }

    /**
     * Says, from inside a task of a pool, that it makes progress; see {@link TaskOptions#withProgressTimeout}. It is cheap
     * enough for an inner loop: from a worker process not every call is sent on. Does nothing anywhere else.
     *
     * <p>Python has no such call.
     */
    public static void reportProgress() {
        if (!LocalCall.progressOfCurrent()) {
            ProgressReports.sendSometimes();
        }
    }

    /**
     * The logger of this library itself, named {@code dev.krait.multiprocessing}: what it has to say of processes that it
     * starts and sees end ({@code DEBUG}), and of what goes wrong where no caller can be told.
     *
     * <p>Mirrors Python's {@code multiprocessing.get_logger()}, but by the name of a Java logger, and what is logged there
     * reaches the program's handlers, which in Python it does not. What the program's own tasks log arrives in this process
     * under its own names; see {@link dev.krait.multiprocessing.logging.WorkerLogRecord}.
     *
     * @return the logger
     */
    public static System.Logger getLogger() {
        return Diagnostics.logger();
    }

    /**
     * Shows what is logged by {@link #getLogger()} on standard error, at the level that the logger has, and no longer by the
     * handlers of the program. Each call adds another handler.
     *
     * <p>Mirrors Python's {@code multiprocessing.log_to_stderr()}, with its format, {@code [LEVEL/process] message}.
     *
     * @return the logger
     * @throws IllegalStateException if the program's logging is not {@code java.util.logging}, so that no handler can be
     *     added
     */
    public static System.Logger logToStderr() {
        Diagnostics.toStderr(null, () -> currentProcess().getName());
        return getLogger();
    }

    /**
     * Shows what is logged by {@link #getLogger()} from a level on, as {@link #logToStderr()}. The level goes for processes
     * that are started later, too.
     *
     * <p>Mirrors Python's {@code multiprocessing.log_to_stderr(level)}.
     *
     * @param level the lowest level to be shown
     * @return the logger
     * @throws IllegalStateException if the program's logging is not {@code java.util.logging}, so that no handler can be
     *     added
     */
    public static System.Logger logToStderr(System.Logger.Level level) {
        Diagnostics.toStderr(
                requireNonNull(level, "level"), () -> currentProcess().getName());
        return getLogger();
    }

    /**
     * Does nothing: the children of a JVM never run {@code main}, whatever the program is packed in.
     *
     * <p>Mirrors Python's {@code multiprocessing.freeze_support()}, so that ported programs can keep the call.
     */
    public static void freezeSupport() {
        // Nothing to be done for a JVM.
    }

    /**
     * Does nothing: connections can always be sent to other processes.
     *
     * <p>Mirrors Python's {@code multiprocessing.allow_connection_pickling()}, so that ported programs can keep the call.
     */
    public static void allowConnectionPickling() {
        // Nothing to be allowed.
    }
}
