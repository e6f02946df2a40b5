package dev.krait.multiprocessing.internal.launch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of this run, in memory where the system has such a place: argument files, control pipes, memory
 * shared with workers, and large values on their way.
 *
 * <p>It exists from its first use until the JVM ends. A lock that the system drops with the process tells a folder in
 * use from one that a killed run left; the next run sweeps those.
 */
public final class RunFolder {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    static final String PREFIX = "krait-run-";
    private static final String NEW_PREFIX = "krait-new-";
    private static final Duration LEFT_WITHOUT_LOCK = Duration.ofMinutes(1);
    private static final String LOCK_NAME = "alive";

    /** What the name of a folder that is being removed ends with. */
    private static final String OVER = "-over";

    private static final int MOST_TRIES = 1000;

    /** The variable that tells a worker the folder of the run that it belongs to. */
    static final String ROOT_VARIABLE = "KRAIT_RUN_FOLDER";

    /** What to do where there is none left. */
    static final String MAKE_ROOM = "make room there, or more of it (docker run --shm-size)";

    private static final Object LOCK = new Object();

    private static final List<Runnable> BEFORE_REMOVAL = new CopyOnWriteArrayList<>();

    @GuardedBy("LOCK")
    private static @Nullable RunFolder current;

    private static volatile boolean removed;

    private final Path path;
    private final FileChannel lockChannel;
    private final AtomicLong names = new AtomicLong();

    private RunFolder(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /**
     * The folder of this run, made at the first call.
     *
     * @throws UncheckedIOException if no place could be found for it
     * @throws IllegalStateException at the first call, if the JVM is ending
     */
    public static RunFolder get() {
        synchronized (LOCK) {
            if (current == null) {
                RunFolder made = create();
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(made::remove, "krait-run-folder-removal"));
                } catch (IllegalStateException ending) {
                    made.remove();
                    throw new IllegalStateException(
                            "the program is ending, and nothing that processes share can be made any more", ending);
                }
                current = made;
            }
            return current;
        }
    }

    /**
     * The folder of the process that started this run: its own for that one, and the same one for all that it started,
     * also through others.
     */
    public static Path root() {
        String given = System.getenv(ROOT_VARIABLE);
        return given != null && Files.isDirectory(Path.of(given)) ? Path.of(given) : get().path();
    }

    /** Has something done at the end of the JVM while the folder is still there. */
    public static void beforeRemoval(Runnable action) {
        BEFORE_REMOVAL.add(action);
    }

    /** Whether this program is ending and has removed the folder, or is about to: whatever needs it comes too late. */
    public static boolean isRemoved() {
        return removed;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** A path in the folder that no other call gets. */
    public Path newPath(String prefix) {
        return path.resolve(prefix + names.incrementAndGet());
    }

    /**
     * Why a file could not be made or read in the folder of a run: that the folder is gone, or else what the caller takes
     * for the reason.
     *
     * @param file the file
     * @param otherwise the caller's reason
     * @return the reason, for a message
     */
    public static String refusal(Path file, String otherwise) {
        Path folder = file.getParent();
        return folder == null || Files.isDirectory(folder)
                ? otherwise
                : "the folder of this run, " + folder
                        + ", is gone; the program is just ending, or somebody has removed it";
    }

    private static RunFolder create() {
        IOException refused = null;
        for (Path place : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isDirectory(place) && Files.isWritable(place)) {
                try {
                    sweep(place);
                    return createIn(place);
                } catch (IOException e) {
                    refused = e;
                }
            }
        }
        throw new UncheckedIOException(
                "cannot make a private folder for worker processes in /dev/shm or in java.io.tmpdir ("
                        + System.getProperty("java.io.tmpdir") + "); one of them must be writable and have room",
                refused == null ? new IOException("neither exists and is writable") : refused);
    }

    /** Made under a name that is swept only when it is old, and renamed once it is locked. */
    private static RunFolder createIn(Path place) throws IOException {
        Path made = isPosix(place)
                ? Files.createTempDirectory(
                        place,
                        NEW_PREFIX,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                : Files.createTempDirectory(place, NEW_PREFIX);
        // Nothing here is ended by an interrupt of the calling thread: no stream is, nor tryLock(), unlike lock().
        Path lock = made.resolve(LOCK_NAME);
        Files.writeString(lock, RunCookie.own().toString(), StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            throw new IOException("somebody else locked " + made);
        }
        Path path = place.resolve(PREFIX + made.getFileName().toString().substring(NEW_PREFIX.length()));
        Files.move(made, path);
        return new RunFolder(path, channel);
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void sweep(Path place) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, "krait-{run,new}-*")) {
            for (Path folder : folders) {
                if (Files.isWritable(folder) && (hasItsName(folder) || isOld(folder)) && isAbandoned(folder)) {
                    LOG.log(Level.DEBUG, "removing {0}, left by a run that was killed", folder);
                    endDescendants(folder);
                    removeTree(folder);
                }
            }
        }
    }

    /** Whether it was ever made ready; one that is just being made has another name. */
    private static boolean hasItsName(Path folder) {
        return folder.getFileName().toString().startsWith(PREFIX);
    }

    /** What the killed run's process started may still be there, if nobody else has ended it. */
    private static void endDescendants(Path folder) {
        try {
            RunCookie cookie =
                    RunCookie.written(Files.readString(folder.resolve(LOCK_NAME), StandardCharsets.US_ASCII));
            if (cookie != null && !cookie.isAtOrAbove(RunCookie.own())) {
                cookie.endDescendants();
            }
        } catch (IOException nothingWritten) {
            LOG.log(Level.DEBUG, "nothing is known of the run of " + folder, nothingWritten);
        }
    }

    private static boolean isAbandoned(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK_NAME), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (NoSuchFileException e) {
            return isOld(folder); // Another run is just sweeping it, or was killed while it did.
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isOld(Path folder) {
        try {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(LEFT_WITHOUT_LOCK));
        } catch (IOException gone) {
            return false;
        }
    }

    private void remove() {
        BEFORE_REMOVAL.forEach(Runnable::run);
        removed = true;
        try {
            removeTree(path);
            lockChannel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not remove " + path, e);
        }
    }

    private static void removeTree(Path folder) throws IOException {
        Path renamed = outOfReach(folder);
        try {
            // Somebody may just have made something there, so until nothing is left; the lock last.
            for (int tries = 1; !isRemoved(renamed); tries++) {
                if (tries == MOST_TRIES) {
                    throw new IOException("files are being made in " + renamed + " as quickly as they are removed");
                }
            }
        } catch (NoSuchFileException gone) {
            LOG.log(Level.DEBUG, "another run has removed " + folder, gone);
        }
    }

    /**
     * Gives a folder another name, so that what still runs finds it gone and makes nothing more in it. The name is one that
     * the next run sweeps, should this one be killed before the folder is empty.
     */
    private static Path outOfReach(Path folder) {
        if (folder.toString().endsWith(OVER)) {
            return folder;
        }
        try {
            return Files.move(folder, folder.resolveSibling(folder.getFileName() + OVER));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not rename " + folder, e);
            return folder;
        }
    }

    private static boolean isRemoved(Path folder) throws IOException {
        SegmentLinks.releaseAll(folder);
        boolean empty = true;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.endsWith(LOCK_NAME)) {
                    Files.deleteIfExists(file);
                    empty = false;
                }
            }
        }
        if (!empty) {
            return false;
        }
        Files.deleteIfExists(folder.resolve(LOCK_NAME));
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (DirectoryNotEmptyException madeJustNow) {
            return false;
        }
    }
}
