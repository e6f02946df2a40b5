package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a {@link Process} is to be made, beyond its target: Python's keyword arguments {@code name} and {@code daemon}, and
 * how its JVM is launched.
 *
 * <p>Immutable; each {@code with…} method returns a changed copy.
 *
 * <pre>{@code
 * var poller = new Process(() -> poll(queue), ProcessOptions.defaults().withName("poller").withDaemon(true));
 * }</pre>
 */
public final class ProcessOptions {
    private static final ProcessOptions DEFAULTS = new ProcessOptions(null, null, LaunchOptions.defaults());

    final @Nullable String name;
    final @Nullable Boolean daemon;
    final LaunchOptions launch;

    private ProcessOptions(@Nullable String name, @Nullable Boolean daemon, LaunchOptions launch) {
        this.name = name;
        this.daemon = daemon;
        this.launch = launch;
    }

    /**
     * A process with a name of its own making and its creator's daemon flag, launched as this one was.
     *
     * @return the defaults
     */
    public static ProcessOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Names the process; names need not be unique.
     *
     * @param name the name; an empty one counts as not given
     * @return a changed copy
     */
    public ProcessOptions withName(String name) {
        return new ProcessOptions(name.isEmpty() ? null : name, daemon, launch);
    }

    /**
     * Says whether the process is ended when this one ends, instead of being waited for; otherwise it takes after the process
     * that creates it.
     *
     * @param daemon whether it is a daemon
     * @return a changed copy
     */
    public ProcessOptions withDaemon(boolean daemon) {
        return new ProcessOptions(name, daemon, launch);
    }

    /**
     * Says how its JVM is launched.
     *
     * @param launch the options of the launch
     * @return a changed copy
     */
    public ProcessOptions withLaunch(LaunchOptions launch) {
        return new ProcessOptions(name, daemon, requireNonNull(launch, "launch"));
    }

    @Override
    public String toString() {
        return "ProcessOptions[name=" + name + ", daemon=" + daemon + ", launch=" + launch + "]";
    }
}
