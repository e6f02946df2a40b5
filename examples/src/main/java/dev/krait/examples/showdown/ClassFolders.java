package dev.krait.examples.showdown;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folders of the running JDK's image that hold class files, packed into tasks of about the same size. */
final class ClassFolders {
    private ClassFolders() {}

    /**
     * Finds and packs them.
     *
     * @param modules which modules to look into; none for all
     * @param tasks about how many tasks to make
     * @return for each task its folders
     * @throws IOException if a module is not in this JDK
     */
    static List<List<String>> tasks(List<String> modules, int tasks) throws IOException {
        var sizes = new TreeMap<String, Long>();
        var visitor = new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.toString();
                if (name.endsWith(".class")) {
                    sizes.merge(name.substring(0, name.lastIndexOf('/')), attributes.size(), Long::sum);
                }
                return FileVisitResult.CONTINUE;
            }
        };
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        if (modules.isEmpty()) {
            Files.walkFileTree(root, visitor);
        }
        for (String module : modules) {
            Files.walkFileTree(root.resolve(module), visitor);
        }
        return pack(sizes, tasks);
    }

    private static List<List<String>> pack(Map<String, Long> sizes, int tasks) {
        long total = sizes.values().stream().mapToLong(size -> size).sum();
        var packed = new ArrayList<List<String>>();
        var folders = new ArrayList<String>();
        long bytes = 0;
        for (var entry : sizes.entrySet()) {
            folders.add(entry.getKey());
            bytes += entry.getValue();
            if (bytes * tasks >= total) {
                packed.add(List.copyOf(folders));
                folders.clear();
                bytes = 0;
            }
        }
        if (!folders.isEmpty()) {
            packed.add(List.copyOf(folders));
        }
        return packed;
    }
}
