package dev.krait.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs that see a /dev/shm of their own, mounted as a test wants it, where the system allows anybody to have that. */
public final class PrivateMount {
    private PrivateMount() {}

    /**
     * How such a program is begun; a test that finds the system against it is skipped.
     *
     * @param options what is told to {@code mount}, such as {@code size=2m}
     * @return the beginning of a command, behind which the program and its arguments belong
     * @throws InterruptedException if interrupted while it is tried
     */
    public static List<String> sharedMemory(String options) throws InterruptedException {
        List<String> prefix = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o " + options + " none /dev/shm && exec \"$@\"",
                "private-mount");
        Assumptions.assumeTrue(canRun(prefix), "no private mounts here");
        return prefix;
    }

    private static boolean canRun(List<String> prefix) throws InterruptedException {
        var command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
