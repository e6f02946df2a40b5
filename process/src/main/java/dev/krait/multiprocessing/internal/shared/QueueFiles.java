package dev.krait.multiprocessing.internal.shared;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The files of queues in the folder of the run: each has the queue's place and the number of the place's use in its name. */
final class QueueFiles implements Objects.Remains {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Path folder;

    QueueFiles(Path folder) {
        this.folder = folder;
    }

    private static String prefix(int at) {
        return "queue-" + at + "-";
    }

    /** A file of a queue by the rest of its name. */
    Path path(int at, int generation, String rest) {
        return folder.resolve(prefix(at) + generation + "-" + rest);
    }

    /** A number that no other file of this process has in its name. */
    static long newNumber() {
        return NUMBERS.incrementAndGet();
    }

    /**
     * The files of a queue whose names go on like this, in the order of their names.
     *
     * @throws UncheckedIOException if that cannot be told, which is not the same as that there are none
     */
    List<File> list(int at, int generation, String rest) {
        String prefix = path(at, generation, rest).getFileName().toString();
        var found = new ArrayList<File>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            files.forEach(file -> found.add(file.toFile()));
        } catch (NoSuchFileException gone) {
            return List.of(); // With the run, and all that is in it.
        } catch (DirectoryIteratorException e) {
            throw cannotLook(new IOException(e));
        } catch (IOException e) {
            throw cannotLook(e);
        }
        found.sort(null);
        return found;
    }

    private UncheckedIOException cannotLook(IOException cause) {
        return new UncheckedIOException("cannot look for the items of a queue in " + folder, cause);
    }

    /** Removes all files of a queue, and those of earlier queues at the same place. */
    @Override
    public void remove(Kind kind, int at, int generation) {
        if (kind != Kind.QUEUE) {
            return;
        }
        String prefix = prefix(at);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int end = name.indexOf('-', prefix.length());
                if (Integer.parseInt(name.substring(prefix.length(), end)) <= generation) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.DEBUG, "could not remove the files of a queue that is gone", e);
        }
    }
}
