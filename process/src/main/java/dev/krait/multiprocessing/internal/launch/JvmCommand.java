package dev.krait.multiprocessing.internal.launch;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");

    /** What sends the log records of a worker to its parent; read when the worker logs for the first time. */
    private static final String LOGGING = "dev.krait.multiprocessing.internal.log.ForwardingConfiguration";

    private static final int FEATURE = Runtime.version().feature();

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
    static List<String> arguments(
            LaunchSettings settings, List<String> moreOptions, String mainClass, List<String> mainArguments) {
        var arguments = new ArrayList<String>();
        arguments.addAll(inheritedOptions());
        arguments.addAll(ownOptions(settings));
        arguments.addAll(moreOptions);
        arguments.addAll(ProgramPath.arguments(mainClass));
        arguments.addAll(mainArguments);
        return arguments;
    }

    private static List<String> ownOptions(LaunchSettings settings) {
        var options = new ArrayList<String>();
        if (System.getProperty(FamilyKey.PLACE) == null) {
            options.add("-D" + FamilyKey.PLACE + "=" + FamilyKey.place());
        }
        options.add("-Djava.util.logging.config.class=" + LOGGING);
        options.add("-XX:-UsePerfData");
        options.add("-Xlog:disable");
        // An archive that does not fit is no news: the worker starts without it.
        options.add("-Xlog:all=warning," + (FEATURE >= 25 && settings.java() == null ? "aot*=off," : "")
                + "cds*=off:stderr");
        // Measured: on 17 the archived heap objects are mapped for G1 only, so the serial collector starts later.
        String gc = FEATURE >= 21 ? "-XX:+UseSerialGC" : "-XX:+UseG1GC";
        boolean chosen = settings.jvmOptions().stream().anyMatch(COLLECTOR.asMatchPredicate());
        if (!chosen) {
            options.add(gc);
        }
        if (!chosen && settings.java() == null) {
            options.addAll(ClassArchive.options(gc));
        }
        // A fair share: all workers of a pool together may use three quarters of what this JVM sees.
        options.add("-XX:MaxRAMPercentage=" + Math.min(25.0, 75.0 / Math.max(1, settings.workers())));
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

    /** One argument as a line of an argument file, where a backslash escapes inside quotes. */
    static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
