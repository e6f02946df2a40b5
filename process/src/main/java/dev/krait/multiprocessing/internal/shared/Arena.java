package dev.krait.multiprocessing.internal.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The shared memory of this run, as this process sees it: one file, made by whichever process needs it first and mapped by
 * each that uses it.
 */
public final class Arena {
    private static final String NAME = "shared";
    private static final String LIVING = "living";

    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static @Nullable Arena current;

    private final Path folder;
    private final Memory memory;
    private final Liveness liveness;
    private final Processes processes;
    private final QueueFiles queueFiles;
    private final Objects objects;
    private final Waiters waiters;

    private Arena(Path folder, Memory memory, Liveness liveness, BitSet unmended) {
        this.folder = folder;
        this.memory = memory;
        this.liveness = liveness;
        this.processes = new Processes(memory, liveness, unmended);
        this.queueFiles = new QueueFiles(folder);
        this.objects = new Objects(memory, processes.slot(), queueFiles);
        this.waiters = new Waiters(memory, processes, new Bells(folder));
    }

    /**
     * The shared memory of this run, made or opened at the first call.
     *
     * @throws IllegalStateException if as many processes use it as can
     * @throws UncheckedIOException if there is no room for it
     */
    public static Arena current() {
        synchronized (LOCK) {
            if (current == null) {
                current = open(RunFolder.root());
                current.processes.sweep();
            }
            return current;
        }
    }

    /** To be called when a process of this run is known to have ended: mends what it left, and wakes who waits for it. */
    public static void processEnded() {
        Arena known;
        synchronized (LOCK) {
            known = current;
        }
        if (known != null) {
            known.processes.sweep();
        }
    }

    private static Arena open(Path folder) {
        try {
            Path file = folder.resolve(NAME);
            Path living = folder.resolve(LIVING);
            if (!Files.exists(file)) {
                make(folder, file, living);
            }
            Memory memory = Memory.map(file);
            if (memory.size() < Layout.END || memory.get(Layout.MAGIC_AT) != Layout.MAGIC) {
                throw new IOException(file + " is not the shared memory of a run of this version of Krait;"
                        + " all processes of a run must use the same version");
            }
            return enter(folder, memory, new Liveness(living));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the shared memory of this run: " + e.getMessage(), e);
        }
    }

    private static Arena enter(Path folder, Memory memory, Liveness liveness) {
        Arena entered = null;
        // One dead process that left what cannot be mended must not keep newcomers out.
        var unmended = new BitSet();
        try {
            while (entered == null) {
                var arena = new Arena(folder, memory, liveness, unmended);
                if (arena.processes.enter(new Repair(arena)::mend, arena.waiters::wakeEverybody)) {
                    entered = arena;
                } else {
                    unmended.set(arena.processes.slot());
                }
            }
            return entered;
        } finally {
            if (entered == null) {
                // Left to the collector, it would drop the lock of this process, should that enter at a later try.
                liveness.close();
            }
        }
    }

    /** Made under another name and linked when it is whole, so that of several that make it at once one wins. */
    private static void make(Path folder, Path file, Path living) throws IOException {
        try {
            Files.createFile(living);
        } catch (FileAlreadyExistsException anotherProcessWasFaster) {
            // As good as ours; and not opened here, since closing it would drop a lock.
        }
        Path made = folder.resolve(NAME + "-" + ProcessHandle.current().pid());
        try {
            createWithRoom(made);
            Memory.map(made).set(Layout.MAGIC_AT, Layout.MAGIC);
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException anotherProcessWasFaster) {
            // Then its file is the one that is used.
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void createWithRoom(Path file) throws IOException {
        try {
            Memory.create(file, Layout.END);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException full) {
            throw new IOException(
                    "there is no room for its " + Layout.END / 1024 + " KiB in " + file.getParent() + " ("
                            + full.getMessage() + "); make room there, or more of it (docker run --shm-size)",
                    full);
        }
    }

    Path folder() {
        return folder;
    }

    Memory memory() {
        return memory;
    }

    Liveness liveness() {
        return liveness;
    }

    Processes processes() {
        return processes;
    }

    QueueFiles queueFiles() {
        return queueFiles;
    }

    Objects objects() {
        return objects;
    }

    Waiters waiters() {
        return waiters;
    }
}
