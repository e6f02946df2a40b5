package dev.krait.multiprocessing.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a JVM is launched, as far as the program decides it.
 *
 * @param fromSpares whether one that was started ahead will do
 * @param workers how many share the machine with it, itself included
 * @param jvmOptions options that are added behind those that it inherits
 * @param environment variables that are added to those that it inherits
 * @param directory its working directory, null for that of this process
 * @param java the launcher, null for that of this JVM
 * @param labelledOutput whether lines that it prints begin with its name; the JVM itself does not depend on it
 */
public record LaunchSettings(
        boolean fromSpares,
        int workers,
        List<String> jvmOptions,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable Path java,
        boolean labelledOutput) {
    /** Copies, so that what is kept is what was asked for. */
    public LaunchSettings {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /** What the JVM depends on. */
    LaunchSettings ofJvm() {
        return new LaunchSettings(fromSpares, workers, jvmOptions, environment, directory, java, false);
    }

    /** One of some workers, with nothing special about it. */
    public static LaunchSettings plain(int workers) {
        return new LaunchSettings(false, workers, List.of(), Map.of(), null, null, false);
    }
}
