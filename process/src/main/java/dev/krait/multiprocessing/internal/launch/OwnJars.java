package dev.krait.multiprocessing.internal.launch;

import dev.krait.function.Action;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jars or folders that this library itself was loaded from, as a worker can have them on its class path: where they lie
 * inside another jar, copies of them.
 */
final class OwnJars {
    private static final String INSIDE = "!/";

    private static final class Found {
        static final List<Path> PATHS = find();
    }

    private OwnJars() {}

    private static List<Class<?>> samples() {
        return List.of(OwnJars.class, Action.class);
    }

    /** Whether a class is one of this library's, which every worker has. */
    static boolean isOwn(Class<?> type) {
        for (Class<?> own : samples()) {
            if (type.getClassLoader() == own.getClassLoader()) {
                URL location = location(own);
                URL its = location(type);
                if (location != null && its != null && location.toExternalForm().equals(its.toExternalForm())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether this library is in the module graph with which the JVM started, where workers find it again. */
    static boolean inBootLayer() {
        Module module = OwnJars.class.getModule();
        return module.isNamed() && module.getLayer() == ModuleLayer.boot();
    }

    /**
     * Where they are.
     *
     * @throws IllegalStateException if they cannot be found or copied
     */
    static List<Path> paths() {
        return Found.PATHS;
    }

    private static List<Path> find() {
        Set<Path> paths = new LinkedHashSet<>();
        for (Class<?> own : samples()) {
            URL location = location(own);
            if (location == null) {
                throw new IllegalStateException(
                        "cannot start worker processes: the class loader " + own.getClassLoader()
                                + " does not say from which jar it loaded " + own.getName()
                                + ", so workers could not load it; put Krait's jars on the class path");
            }
            paths.add(file(location).orElseGet(() -> extracted(location)));
        }
        return List.copyOf(paths);
    }

    private static @Nullable URL location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    private static Optional<Path> file(URL location) {
        if (!location.getProtocol().equals("file")) {
            return Optional.empty();
        }
        Path path;
        try {
            path = Path.of(location.toURI());
        } catch (URISyntaxException | IllegalArgumentException notEncoded) {
            path = new File(location.getPath()).toPath();
        }
        return Files.exists(path) ? Optional.of(path.toAbsolutePath()) : Optional.empty();
    }

    private static Path extracted(URL location) {
        byte[] jar = read(location);
        try {
            String name = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(jar)).toString(36) + ".jar";
            Optional<Path> cache = CacheFolder.get();
            Path target = cache.orElseGet(() -> RunFolder.get().path()).resolve(name);
            // The name is that of the content; the length tells a file that somebody cut off.
            if (!Files.exists(target) || Files.size(target) != jar.length) {
                Path made = target.resolveSibling(
                        name + "." + ProcessHandle.current().pid());
                Files.write(made, jar);
                CacheFolder.publish(made, target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start worker processes: no room for a copy of " + location, e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The bytes of a jar that lies inside another, as loaders of such jars name it: with or without an inner path at its end. */
    private static byte[] read(URL location) {
        String text = location.toExternalForm();
        String outer = text.endsWith(INSIDE) ? text.substring(0, text.length() - INSIDE.length()) : text;
        var names = new ArrayList<String>();
        if (outer.startsWith("jar:")) {
            names.add(outer);
            names.add(outer.substring("jar:".length()));
        } else if (outer.contains(INSIDE)) {
            names.add("jar:" + outer);
        }
        names.add(outer);
        names.add(text);
        IOException refused = null;
        for (String name : names) {
            try {
                byte[] bytes = open(location, name);
                if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] == 'K') {
                    return bytes;
                }
            } catch (IOException | RuntimeException e) {
                refused = e instanceof IOException io ? io : new IOException(e);
            }
        }
        throw new UncheckedIOException(
                "cannot start worker processes: Krait's own jar cannot be read from " + location
                        + ", and workers need it; put Krait's jars on the class path",
                refused == null ? new IOException("it is no jar") : refused);
    }

    /** In the context of the location, whose handler may be one that only its own class loader knows. */
    private static byte[] open(URL location, String name) throws IOException {
        URL url = name.startsWith(location.getProtocol() + ":")
                ? new URL(location, name)
                : URI.create(name).toURL();
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream bytes = connection.getInputStream()) {
            return bytes.readAllBytes();
        }
    }
}
