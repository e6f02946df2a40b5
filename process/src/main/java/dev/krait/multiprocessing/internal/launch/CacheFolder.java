package dev.krait.multiprocessing.internal.launch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where this library keeps what costs time to make and can be made again: jars taken out of other jars, and archives from
 * which workers load classes faster.
 *
 * <p>Workers run what lies there, so it must belong to this user alone. It is {@code krait} below {@code XDG_CACHE_HOME} or
 * {@code ~/.cache}; the system property {@code dev.krait.cache} names another folder, or says {@code off}.
 */
final class CacheFolder {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final String PROPERTY = "dev.krait.cache";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private CacheFolder() {}

    /** The folder, made if it was not there; empty if there is none that only this user can write. */
    static Optional<Path> get() {
        String given = System.getProperty(PROPERTY, "");
        if (given.equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    secured(given.isEmpty() ? usual() : Path.of(given).toAbsolutePath()));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "there is no cache folder, so workers start without what would lie in it", e);
            return Optional.empty();
        }
    }

    private static Path usual() {
        String base = System.getenv("XDG_CACHE_HOME");
        Path caches = base != null && Path.of(base).isAbsolute()
                ? Path.of(base)
                : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("krait");
    }

    private static Path secured(Path folder) throws IOException {
        if (!folder.isAbsolute()) {
            throw new IOException(folder + " is not an absolute path");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        Path runFolder = RunFolder.get().path();
        boolean ours = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(runFolder));
        if (!ours || !Files.isWritable(folder)) {
            throw new IOException(folder + " does not belong to this user");
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
        others.retainAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
        if (!others.isEmpty()) {
            throw new IOException(folder + " can be written by others");
        }
        return folder;
    }

    /** Gives a finished file its name at once, so that nobody ever sees half of it. */
    static void publish(Path made, Path name) throws IOException {
        try {
            Files.move(made, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(made, name, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
