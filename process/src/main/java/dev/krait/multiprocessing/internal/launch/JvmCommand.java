package dev.krait.multiprocessing.internal.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command line of a worker JVM: this JVM's own java, class path and settings, as far as a worker should have them.
 *
 * <p>Inherited are system properties, assertions, preview features, and what opens, exports or adds modules. Not
 * inherited are debugger, agents, JMX and heap settings, which belong to one process.
 */
final class JvmCommand {
    private static final Pattern INHERITED = Pattern.compile("-D.*|-ea.*|-da.*|-esa|-dsa|-enableassertions.*"
            + "|-disableassertions.*|--enable-preview|--add-opens.*|--add-exports.*|--add-modules.*|--add-reads.*"
            + "|--patch-module.*|--enable-native-access.*|--illegal-native-access.*|--sun-misc-unsafe.*");
    private static final Pattern OWN_TO_A_PROCESS = Pattern.compile("-Dcom\\.sun\\.management\\..*|-Djava\\.rmi\\..*"
            + "|-Djava\\.class\\.path=.*|-Djdk\\.module\\..*|-Dsun\\.java\\..*");
    private static final Pattern TAKES_NEXT = Pattern.compile(
            "--add-opens|--add-exports|--add-modules|--add-reads|--patch-module|--enable-native-access");

    private JvmCommand() {}

    /** The java launcher of this JVM's own home. */
    static Path java() {
        Path home = Path.of(System.getProperty("java.home"));
        for (String name : List.of("java", "java.exe")) {
            Path java = home.resolve("bin").resolve(name);
            if (Files.isExecutable(java)) {
                return java;
            }
        }
        throw new IllegalStateException("cannot start worker processes: there is no java launcher under " + home
                + "; a run-time image that is to start workers needs its bin/java");
    }

    /** Everything after {@code java}, to be written into an argument file. */
    static List<String> arguments(int workers, List<String> moreOptions, String mainClass, List<String> mainArguments) {
        var arguments = new ArrayList<String>();
        arguments.addAll(inheritedOptions());
        arguments.addAll(ownOptions(workers));
        arguments.addAll(moreOptions);
        arguments.add("-cp");
        arguments.add(classPath());
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath != null) {
            arguments.add("--module-path");
            arguments.add(absolute(modulePath));
            arguments.add("--add-modules");
            arguments.add("ALL-MODULE-PATH");
        }
        arguments.add(mainClass);
        arguments.addAll(mainArguments);
        return arguments;
    }

    private static List<String> ownOptions(int workers) {
        var options = new ArrayList<String>();
        if (System.getProperty(FamilyKey.PLACE) == null) {
            options.add("-D" + FamilyKey.PLACE + "=" + FamilyKey.place());
        }
        options.add("-XX:-UsePerfData");
        options.add("-Xshare:auto");
        options.add("-Xlog:disable");
        options.add("-Xlog:all=warning:stderr");
        options.add("-Xlog:cds=off");
        // Measured: on 17 the archived heap objects are mapped for G1 only, so the serial collector starts later.
        options.add(Runtime.version().feature() >= 21 ? "-XX:+UseSerialGC" : "-XX:+UseG1GC");
        // A fair share: all workers of a pool together may use three quarters of what this JVM sees.
        options.add("-XX:MaxRAMPercentage=" + Math.min(25.0, 75.0 / Math.max(1, workers)));
        return options;
    }

    private static List<String> inheritedOptions() {
        var inherited = new ArrayList<String>();
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        for (int i = 0; i < given.size(); i++) {
            String option = given.get(i);
            if (INHERITED.matcher(option).matches()
                    && !OWN_TO_A_PROCESS.matcher(option).matches()) {
                inherited.add(option);
                if (TAKES_NEXT.matcher(option).matches() && i + 1 < given.size()) {
                    inherited.add(given.get(++i));
                }
            }
        }
        return inherited;
    }

    /** Our own classes first, so that an archive of them fits whatever the program adds, then the program's. */
    private static String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (Class<?> type : List.of(JvmCommand.class, dev.krait.function.Action.class)) {
            location(type).ifPresent(path -> entries.add(path.toString()));
        }
        Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .forEach(entries::add);
        return String.join(File.pathSeparator, entries);
    }

    private static java.util.Optional<Path> location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return java.util.Optional.empty();
        }
        try {
            return java.util.Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return java.util.Optional.empty();
        }
    }

    private static String absolute(String path) {
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElse("");
    }

    /** One argument as a line of an argument file, where a backslash escapes inside quotes. */
    static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
