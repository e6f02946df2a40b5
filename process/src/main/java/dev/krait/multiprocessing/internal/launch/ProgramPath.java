package dev.krait.multiprocessing.internal.launch;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a command line that says where classes are: the class path and the module path of this JVM, made absolute,
 * with this library in front.
 */
final class ProgramPath {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private ProgramPath() {}

    /** The options for the paths, and the main class as the launcher wants it named with them. */
    static List<String> arguments(String mainClass) {
        var arguments = new ArrayList<String>();
        boolean asModule = OwnJars.inBootLayer();
        Set<String> classPath = new LinkedHashSet<>();
        if (!asModule) {
            // In front, so that an archive of these classes fits whatever the program adds.
            OwnJars.paths().forEach(path -> classPath.add(path.toString()));
        }
        classPath.addAll(classPath());
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(String.join(File.pathSeparator, classPath));
        }
        String modulePath = System.getProperty("jdk.module.path", "");
        if (!modulePath.isEmpty()) {
            arguments.add("--module-path");
            arguments.add(String.join(File.pathSeparator, entries(modulePath)));
            arguments.add("--add-modules");
            arguments.add(programModules());
        }
        arguments.addAll(executableJarOptions());
        if (asModule) {
            arguments.add("-m");
            arguments.add(OwnJars.class.getModule().getName() + "/" + mainClass);
        } else {
            arguments.add(mainClass);
        }
        return arguments;
    }

    private static List<String> classPath() {
        String given = System.getProperty("java.class.path", "");
        // With a main module, no class path is none; without one, it is the working folder.
        return given.isEmpty() && System.getProperty("jdk.module.main") != null ? List.of() : entries(given);
    }

    private static List<String> entries(String path) {
        // An empty entry, even at the end, is the working folder.
        return Stream.of(SEPARATOR.split(path, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
    }

    /** Exactly those that this JVM resolved: others on the path may not even fit together. */
    private static String programModules() {
        return ModuleLayer.boot().configuration().modules().stream()
                .map(ResolvedModule::reference)
                .filter(ProgramPath::isOfProgram)
                .map(module -> module.descriptor().name())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static boolean isOfProgram(ModuleReference module) {
        return module.location()
                .map(location -> !"jrt".equals(location.getScheme()))
                .orElse(false);
    }

    /** What the manifest of a jar asks for is granted only to {@code java -jar}, and a worker is started otherwise. */
    private static List<String> executableJarOptions() {
        var options = new ArrayList<String>();
        String jar = System.getProperty("java.class.path", "");
        String command = System.getProperty("sun.java.command", "");
        if (jar.isEmpty()
                || !(command.equals(jar) || command.startsWith(jar + " "))
                || !Files.isRegularFile(Path.of(jar))) {
            return options;
        }
        try (var file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            if (manifest != null) {
                Attributes attributes = manifest.getMainAttributes();
                addUnnamed(options, attributes.getValue("Add-Opens"), "--add-opens");
                addUnnamed(options, attributes.getValue("Add-Exports"), "--add-exports");
                if (attributes.getValue("Enable-Native-Access") != null
                        && Runtime.version().feature() >= 22) {
                    options.add("--enable-native-access=ALL-UNNAMED");
                }
            }
        } catch (IOException e) {
            return options; // The class path will show what is wrong with it.
        }
        return options;
    }

    private static void addUnnamed(
            List<String> options, @org.jspecify.annotations.Nullable String packages, String option) {
        if (packages != null) {
            for (String each : SPACES.split(packages.trim(), -1)) {
                options.add(option);
                options.add(each + "=ALL-UNNAMED");
            }
        }
    }
}
