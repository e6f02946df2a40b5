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
        @GuardedBy("this")
        private final Set<String> names = new LinkedHashSet<>();

        Tracked() {
            Runtime.getRuntime().addShutdownHook(new Thread(this::serverEnds, "krait-manager-segments"));
        }

        @Override
        public synchronized void track(String name) {
            names.add(name);
        }

        @Override
        public synchronized List<String> list() {
            return List.copyOf(names);
        }

        @Override
        public synchronized void serverEnds() {
            names.forEach(Segments::unlink);
            names.clear();
        }
    }
}
