package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers of a program that is one executable jar with the jars of its libraries inside, loaded by a class loader of its
 * own that reads them there.
 */
class NestedJarStartTest {
    /** Reads jars inside the jar it was started from, and names them as {@code jar:file:/outer.jar!/lib/inner.jar!/}. */
    private static final String BOOT = """
            package boot;

            import java.io.ByteArrayInputStream;
            import java.io.File;
            import java.io.InputStream;
            import java.net.MalformedURLException;
            import java.net.URL;
            import java.net.URLConnection;
            import java.net.URLStreamHandler;
            import java.security.CodeSource;
            import java.security.ProtectionDomain;
            import java.util.Collections;
            import java.util.Enumeration;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.jar.JarEntry;
            import java.util.jar.JarFile;
            import java.util.jar.JarInputStream;

            public class Boot extends ClassLoader {
                private final Map<String, byte[]> files = new HashMap<>();
                private final Map<String, URL> origins = new HashMap<>();

                Boot(File outer) throws Exception {
                    super(Boot.class.getClassLoader());
                    try (var jar = new JarFile(outer)) {
                        for (JarEntry entry : Collections.list(jar.entries())) {
                            if (entry.getName().startsWith("lib/") && entry.getName().endsWith(".jar")) {
                                var origin = new URL("jar:" + outer.toURI() + "!/" + entry.getName() + "!/");
                                try (var inner = new JarInputStream(jar.getInputStream(entry))) {
                                    for (JarEntry file; (file = inner.getNextJarEntry()) != null; ) {
                                        files.put(file.getName(), inner.readAllBytes());
                                        origins.put(file.getName(), origin);
                                    }
                                }
                            }
                        }
                    }
                }

                @Override
                protected Class<?> findClass(String name) throws ClassNotFoundException {
                    String file = name.replace('.', '/') + ".class";
                    byte[] bytes = files.get(file);
                    if (bytes == null) {
                        throw new ClassNotFoundException(name);
                    }
                    var source = new CodeSource(origins.get(file), (java.security.cert.Certificate[]) null);
                    return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(source, null, this, null));
                }

                @Override
                protected URL findResource(String name) {
                    byte[] bytes = files.get(name);
                    try {
                        return bytes == null ? null : new URL(null, "nested:" + name, new URLStreamHandler() {
                            @Override
                            protected URLConnection openConnection(URL url) {
                                return new URLConnection(url) {
                                    @Override
                                    public void connect() {}

                                    @Override
                                    public InputStream getInputStream() {
                                        return new ByteArrayInputStream(bytes);
                                    }
                                };
                            }
                        });
                    } catch (MalformedURLException e) {
                        throw new AssertionError(e);
                    }
                }

                @Override
                protected Enumeration<URL> findResources(String name) {
                    URL found = findResource(name);
                    return Collections.enumeration(found == null ? List.of() : List.of(found));
                }

                public static void main(String[] arguments) throws Exception {
                    var loader = new Boot(new File(Boot.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
                    Thread.currentThread().setContextClassLoader(loader);
                    loader.loadClass("sample.Sample").getMethod("main", String[].class)
                            .invoke(null, (Object) arguments);
                }
            }
            """;

    private static final String PROGRAM = """
            package sample;

            import dev.krait.multiprocessing.Pool;
            import java.util.List;

            public class Sample {
                public static void main(String[] arguments) throws Exception {
                    try (var pool = new Pool(1)) {
                        List<helper.Money> doubled =
                                pool.map(money -> money.times(2), List.of(new helper.Money(2), new helper.Money(4)));
                        System.out.println(doubled);
                        System.out.println(pool.apply(() -> new String(
                                Sample.class.getResourceAsStream("/greeting.txt").readAllBytes())));
                        System.out.println(pool.apply(() -> {
                            try {
                                return Class.forName("no.such.Thing").getName();
                            } catch (ClassNotFoundException e) {
                                return "unknown";
                            }
                        }));
                    }
                }
            }
            """;

    private static final String LIBRARY = """
            package helper;

            public record Money(int amount) implements java.io.Serializable {
                public Money times(int factor) {
                    return new Money(amount * factor);
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void jarsInsideAJar_startWorkersWithTheirClasses() throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        Path lib = Programs.copyTo(content.resolve("lib"), Programs.kraitJars(folder));
        Path library = Programs.compile(folder, "Money", LIBRARY);
        Programs.jar(lib.resolve("money.jar"), null, library);
        var path = new java.util.ArrayList<>(Programs.krait());
        path.add(library);
        Path program = Programs.compile(folder, "Sample", PROGRAM, "-cp", Programs.path(path));
        Files.writeString(program.resolve("greeting.txt"), "hello from inside");
        Programs.jar(lib.resolve("program.jar"), null, program);
        Path boot = Programs.compile(folder, "Boot", BOOT);
        Programs.copyTree(boot, content);
        Path manifest = Files.writeString(folder.resolve("manifest"), "Main-Class: boot.Boot\n");
        Path fat = Programs.jar(folder.resolve("fat.jar"), manifest, content);
        Path cache = folder.resolve("cache");
        List<String> arguments = List.of("-Ddev.krait.cache=" + cache, "-jar", fat.toString());

        Programs.run(folder, arguments).assertSays("[Money[amount=4], Money[amount=8]]\nhello from inside\nunknown");

        List<Path> copies = jars(cache);
        assertThat(copies).as("Krait's own jars are taken out once").hasSize(2);
        var times = copies.stream().map(copy -> copy.toFile().lastModified()).toList();
        Programs.run(folder, arguments).assertSays("[Money[amount=4], Money[amount=8]]\nhello from inside\nunknown");
        assertThat(jars(cache)).isEqualTo(copies);
        assertThat(copies.stream().map(copy -> copy.toFile().lastModified()).toList())
                .isEqualTo(times);
    }

    private static List<Path> jars(Path cache) throws Exception {
        return Programs.listed(cache).stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .sorted()
                .toList();
    }
}
