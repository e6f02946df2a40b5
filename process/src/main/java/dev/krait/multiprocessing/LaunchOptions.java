package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.launch.LaunchDecision;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.multiprocessing.internal.pool.WorkerViews;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the JVM of a process is launched, beyond what it inherits: options, environment, working directory, heap.
 *
 * <p>Python has no such parameters: there the child takes after its parent in everything. Here too, unless told otherwise:
 * it gets this JVM's class path and module path, its system properties ({@code -D}), assertion and module options, its
 * environment and working directory, but no debugger, no JMX port and no heap settings.
 *
 * <p>Immutable; each {@code with…} method returns a changed copy.
 */
public final class LaunchOptions {
    /** With these the launcher prints something and ends, or runs what it is told to. */
    private static final Set<String> OTHER_WORK = Set.of(
            "-?",
            "-h",
            "-help",
            "--help",
            "-X",
            "--help-extra",
            "-version",
            "--version",
            "-fullversion",
            "--full-version",
            "-Xinternalversion",
            "--list-modules",
            "-d",
            "--describe-module",
            "--validate-modules",
            "--dry-run",
            "-Xshare:dump",
            "--source",
            "-jar",
            "-m",
            "--module");

    private static final LaunchOptions DEFAULTS = new LaunchOptions(null, List.of(), Map.of(), null, false);

    static {
        WorkerViews.madeBy(WorkerStatus::of);
        LaunchDecision.madeBy((options, workers) -> StartMethods.settings((LaunchOptions) options, workers));
    }

    private final @Nullable StartMethod startMethod;
    private final List<String> jvmOptions;
    private final Map<String, String> environment;
    private final @Nullable Path directory;
    private final boolean labelledOutput;

    private LaunchOptions(
            @Nullable StartMethod startMethod,
            List<String> jvmOptions,
            Map<String, String> environment,
            @Nullable Path directory,
            boolean labelledOutput) {
        this.labelledOutput = labelledOutput;
        this.startMethod = startMethod;
        this.jvmOptions = jvmOptions;
        this.environment = environment;
        this.directory = directory;
    }

    /**
     * Everything as in this JVM.
     *
     * @return the defaults
     */
    public static LaunchOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Says where the JVM comes from; otherwise it is as {@link Multiprocessing#setStartMethod} says.
     *
     * @param method one of {@link Multiprocessing#getAllStartMethods}
     * @return a changed copy
     * @throws IllegalArgumentException if it is {@link StartMethod#FORK}, which a JVM cannot do
     */
    public LaunchOptions withStartMethod(StartMethod method) {
        method.refuseFork();
        return new LaunchOptions(method, jvmOptions, environment, directory, labelledOutput);
    }

    /**
     * Adds options of the JVM, behind those that it inherits, so that these win.
     *
     * @param options such as {@code -Xss8m} or {@code --add-modules=jdk.incubator.vector}
     * @return a changed copy
     * @throws IllegalArgumentException if one does not begin with a dash, since the JVM would take it for the main class; or if
     *     with one the JVM would do something else instead of running the process, such as {@code -version} or {@code -jar}
     */
    public LaunchOptions withJvmOptions(String... options) {
        var all = new ArrayList<>(jvmOptions);
        for (String option : options) {
            if (!option.startsWith("-") || option.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "\"" + option + "\" is no option of the JVM, which begin with a dash;"
                                + " write one that takes a value in one piece, such as --add-modules=name");
            }
            if (OTHER_WORK.contains(option.split("=", 2)[0])) {
                throw new IllegalArgumentException(
                        "with \"" + option + "\" the JVM would not run the process; leave it out");
            }
            all.add(option);
        }
        return new LaunchOptions(startMethod, List.copyOf(all), environment, directory, labelledOutput);
    }

    /**
     * Sets the largest heap as a share of the memory that the machine, or the container, has. By default all workers of a
     * pool together may have three quarters, and no process more than one.
     *
     * @param share more than 0 and at most 1
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of that range
     */
    public LaunchOptions withHeapShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "a heap can have a share of the memory above 0 and up to 1, not " + share);
        }
        return withJvmOptions("-XX:MaxRAMPercentage=" + share * 100);
    }

    /**
     * Sets a variable of the environment, beside those that the process inherits.
     *
     * @param name its name
     * @param value its value
     * @return a changed copy
     * @throws IllegalArgumentException if the name is empty or has an equals sign in it, or one of both a NUL character
     */
    public LaunchOptions withEnvironment(String name, String value) {
        requireNonNull(value, "value");
        if (name.isEmpty() || name.contains("=") || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a variable of the environment");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the variable " + name + " of the environment cannot have a value with a NUL character in it");
        }
        var all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return new LaunchOptions(startMethod, jvmOptions, Map.copyOf(all), directory, labelledOutput);
    }

    /**
     * Sets the working directory. Relative entries of the class path mean what they mean here.
     *
     * @param directory an existing directory
     * @return a changed copy
     * @throws IllegalArgumentException if it is none
     */
    public LaunchOptions withDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("a process cannot work in " + directory + ", which is no directory");
        }
        return new LaunchOptions(startMethod, jvmOptions, environment, directory.toAbsolutePath(), labelledOutput);
    }

    /**
     * Has every line that the process prints begin with the name of the process in brackets, such as {@code [PoolWorker-2]}, so
     * that lines of several processes can be told apart. By default they come out as they were printed.
     *
     * <p>It goes for what {@code System.out} and {@code System.err} print there, not for what native code or other programs
     * write past them.
     *
     * @return a changed copy
     */
    public LaunchOptions withLabelledOutput() {
        return new LaunchOptions(startMethod, jvmOptions, environment, directory, true);
    }

    @Nullable
    StartMethod startMethod() {
        return startMethod;
    }

    LaunchSettings settings(boolean fromSpares, int workers, @Nullable Path java) {
        return new LaunchSettings(fromSpares, workers, jvmOptions, environment, directory, java, labelledOutput);
    }

    @Override
    public String toString() {
        return "LaunchOptions[startMethod=" + startMethod + ", jvmOptions=" + jvmOptions + ", environment="
                + environment + ", directory=" + directory + ", labelledOutput=" + labelledOutput + "]";
    }
}
