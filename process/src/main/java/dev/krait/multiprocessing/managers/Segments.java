package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of blocks of shared memory that end with a server. */
interface Segments {
    /** Has a block end with the server. */
    void track(String name);

    /** The blocks that will. */
    List<String> list();

    /** Ends a block. */
    static void unlink(String name) {
        try (SharedMemory block = SharedMemory.attach(name, 1, false)) {
            block.unlink();
        } catch (NoSuchFileException | FileNotFoundException e) {
            System.getLogger("dev.krait.multiprocessing").log(Level.TRACE, "block " + name + " had ended already", e);
        } catch (IOException e) {
            System.getLogger("dev.krait.multiprocessing")
                    .log(Level.WARNING, "block " + name + " of a SharedMemoryManager could not be removed", e);
        }
    }

    /** The names in the server; a hook of its JVM ends the blocks, too, when it is told to leave. */
    final class Tracked implements Segments, Server.Bound {
        private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
        private static final Pattern OWN = Pattern.compile("krait_[0-9a-f]{32}");

        @GuardedBy("this")
        private final Set<String> names = new LinkedHashSet<>();

        private final Thread hook = new Thread(this::unlinkAll, "krait-manager-segments");

        Tracked() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public synchronized void track(String name) {
            if (!OWN.matcher(name).matches()) { // Or a client could have any block of this user removed.
                throw new IllegalArgumentException("\"" + name + "\" is no name that this library gives a block");
            }
            names.add(name);
        }

        @Override
        public synchronized List<String> list() {
            return List.copyOf(names);
        }

        @Override
        public void end(boolean all) {
            unlinkAll();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(Level.TRACE, "the JVM is ending, and its hook finds nothing left to do", e);
            }
        }

        private synchronized void unlinkAll() {
            names.forEach(Segments::unlink);
            names.clear();
        }
    }
}
