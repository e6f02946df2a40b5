package dev.krait.multiprocessing.internal.launch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which named segments of shared memory a run uses.
 *
 * <p>A segment lies beside the run folders, under its name. Every run that made or uses it holds a second link to it in
 * its own folder, so the file system itself counts the references, exactly and whatever is killed when: a run that ends,
 * or that is swept because it was killed, drops its links, and the last one takes the name along. A segment without such
 * links belongs to somebody else, or to nobody, and is never removed here.
 */
public final class SegmentLinks {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final String PREFIX = "shm-";
    private static final char SEPARATOR = '~';

    /** The longest name in bytes: with what a link puts before it, a file system still takes it. */
    public static final int LONGEST_NAME = 200;

    private SegmentLinks() {}

    /** Where the segments of this run lie: beside its folder, in the same file system. */
    public static Path place() {
        Path parent = RunFolder.root().getParent();
        if (parent == null) {
            throw new IllegalStateException("a run folder lies in no other folder");
        }
        return parent;
    }

    /** A new path in this run's folder for a link to the segment of that name. */
    public static Path newLink(String name) {
        return RunFolder.root().resolve(PREFIX + UUID.randomUUID() + SEPARATOR + name);
    }

    /** Whether this run holds a link to a segment already. */
    public static boolean isHeld(String name, Path segment) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(RunFolder.root(), link -> isLinkTo(link, name))) {
            for (Path link : links) {
                if (isSame(link, segment)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Removes a segment's name, and the links to it of all runs, which would only hold its memory: nobody can attach it any
     * more, and whoever has it mapped goes on.
     *
     * @param own the link of the caller, null if it has none
     * @throws NoSuchFileException if there is no segment of that name; the caller's link goes all the same, or those of
     *     its run
     */
    public static void unlink(String name, Path segment, @Nullable Path own) throws IOException {
        var links = new ArrayList<Path>();
        try {
            if (own != null) {
                links.add(own);
            }
            if (own == null || count(segment) > 2) {
                links.addAll(linksOfAll(name, segment));
            }
            Files.delete(segment);
        } catch (NoSuchFileException gone) {
            if (own == null) {
                links.addAll(linksIn(RunFolder.root(), link -> isLinkTo(link, name)));
            }
            throw gone;
        } finally {
            for (Path link : links) {
                Files.deleteIfExists(link);
            }
        }
    }

    private static List<Path> linksOfAll(String name, Path segment) throws IOException {
        var links = new ArrayList<Path>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place(), RunFolder.PREFIX + "*")) {
            for (Path folder : folders) {
                links.addAll(linksIn(folder, link -> isLinkTo(link, name) && isSame(link, segment)));
            }
        }
        return links;
    }

    private static List<Path> linksIn(Path folder, DirectoryStream.Filter<Path> wanted) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder, wanted)) {
            links.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.DEBUG, "a run ends just now, or is another user's: " + folder, e);
        }
        return found;
    }

    /** How many links there are to a segment, its name included. */
    public static int count(Path segment) throws IOException {
        return (Integer) Files.getAttribute(segment, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    }

    /** Drops all links in the folder of a run that has ended, and the segments that nobody else uses. */
    static void releaseAll(Path folder) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder, PREFIX + "*" + SEPARATOR + "*")) {
            for (Path link : links) {
                try {
                    release(link, folder.resolveSibling(nameOf(link)));
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "could not release " + link, e);
                }
            }
        }
    }

    private static void release(Path link, Path segment) throws IOException {
        // Dropped first: of two runs that end at the same time, the later one then sees itself alone.
        boolean same = isSame(link, segment);
        Files.deleteIfExists(link);
        if (same && count(segment) == 1) {
            Files.deleteIfExists(segment);
        }
    }

    private static boolean isSame(Path link, Path segment) throws IOException {
        try {
            return Files.isSameFile(link, segment);
        } catch (NoSuchFileException unlinked) {
            return false;
        }
    }

    private static boolean isLinkTo(Path link, String name) {
        String file = String.valueOf(link.getFileName());
        return file.startsWith(PREFIX) && nameOf(link).equals(name);
    }

    private static String nameOf(Path link) {
        String file = String.valueOf(link.getFileName());
        return file.substring(file.indexOf(SEPARATOR) + 1);
    }
}
