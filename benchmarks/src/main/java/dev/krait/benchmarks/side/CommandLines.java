package dev.krait.benchmarks.side;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the children that sides run in. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * A JVM like this one: the same java, class path, heap and collector settings, without debuggers and agents.
     *
     * @param mainClass what it runs
     * @param arguments what it is given
     * @return the command line
     */
    public static List<String> jvm(String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("-X") || option.startsWith("-ea") || option.startsWith("-D")) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /**
     * A command as its user wrote it: the path of a program, or a program and its options between blanks.
     *
     * @param written such as {@code python3} or {@code python3 -X dev}
     * @return its words
     */
    public static List<String> words(String written) {
        return Path.of(written).toFile().isFile()
                ? List.of(written)
                : List.of(written.strip().split("\\s+", -1));
    }
}
