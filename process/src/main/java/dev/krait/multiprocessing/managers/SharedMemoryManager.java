package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A manager of blocks of shared memory, all of which end with it.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.SharedMemoryManager}. The blocks are made and used in this process; the
 * server only knows their names, and removes them when it is shut down, when this process dies, or when this object is no
 * longer reachable: whoever uses a block has to keep its manager.
 *
 * <pre>{@code
 * try (var manager = new SharedMemoryManager()) {
 *     manager.start();
 *     SharedMemory block = manager.sharedMemory(1024);
 *     …
 * }
 * }</pre>
 */
public class SharedMemoryManager extends BaseManager {
    private static final String TYPE = "Segments";

    @GuardedBy("this")
    private final Set<String> made = new LinkedHashSet<>();

    @GuardedBy("this")
    private @Nullable Segments segments;

    /** A manager that is not started yet. */
    public SharedMemoryManager() {
        this(ManagerOptions.defaults());
    }

    /**
     * A manager that is not started yet.
     *
     * @param options address, key, and how its process is launched
     */
    @SuppressWarnings("this-escape") // a type is entered into a table that is there already
    public SharedMemoryManager(ManagerOptions options) {
        super(options);
        register(TYPE, Segments.class, Segments.Tracked::new);
    }

    /** Has a block end with this manager; at once, if that can no longer be. */
    private void track(SharedMemory block) {
        boolean tracked = false;
        try {
            track(block.name());
            tracked = true;
        } finally {
            if (!tracked) {
                block.close();
                Segments.unlink(block.name());
            }
        }
    }

    private synchronized void track(String name) {
        made.add(name); // First, since the server may be gone.
        if (segments == null) {
            segments = create(TYPE, Segments.class);
        }
        segments.track(name);
    }

    private void check() {
        session("make shared memory"); // Before there is a block that nobody would remove.
    }

    /**
     * Makes a block that ends with this manager.
     *
     * <p>Mirrors Python's {@code SharedMemoryManager.SharedMemory(size)}.
     *
     * @param size how many bytes, at least 1
     * @return the new block, all zeros
     * @throws IllegalArgumentException if {@code size} is less than 1
     * @throws IllegalStateException if this manager is not started
     * @throws IOException if there is no room for it
     */
    public final SharedMemory sharedMemory(long size) throws IOException {
        check();
        SharedMemory block = SharedMemory.create(size);
        track(block);
        return block;
    }

    /**
     * Makes a list in a block that ends with this manager.
     *
     * <p>Mirrors Python's {@code SharedMemoryManager.ShareableList(sequence)}.
     *
     * @param items what it holds first, see {@link ShareableList}
     * @return the new list
     * @throws IllegalArgumentException if an item is of a type that it cannot hold
     * @throws IllegalStateException if this manager is not started
     * @throws IOException if there is no room for it
     */
    public final ShareableList shareableList(@Nullable Object... items) throws IOException {
        check();
        ShareableList list = ShareableList.of(items);
        track(list.shm());
        return list;
    }

    /** The server may have been killed before it could do so. */
    @Override
    final void afterShutdown() {
        List<String> names;
        synchronized (this) {
            names = List.copyOf(made);
            made.clear();
            segments = null;
        }
        names.forEach(Segments::unlink);
    }
}
