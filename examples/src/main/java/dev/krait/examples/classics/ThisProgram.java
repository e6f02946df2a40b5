package dev.krait.examples.classics;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How this program is run, from any folder. */
final class ThisProgram {
    private ThisProgram() {}

    /** A line for a shell that runs this program, whose main class is given, with some arguments. */
    static String line(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add("java");
        String path = System.getProperty("java.class.path", "");
        if (path.endsWith(".jar") && !path.contains(File.pathSeparator)) {
            words.addAll(List.of("-jar", Path.of(path).toAbsolutePath().toString()));
        } else {
            words.addAll(List.of("-cp", path, main.getName()));
        }
        words.addAll(List.of(arguments));
        return words.stream().map(ThisProgram::quoted).collect(Collectors.joining(" "));
    }

    /** A word as a shell takes it for itself, whatever is in it. */
    static String quoted(String word) {
        return word.matches("[\\w/.,:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
