package dev.krait.multiprocessing.internal.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the memory of shared values and arrays comes from.
 *
 * <p>Small blocks are cut from files that belong to this process alone as far as cutting goes, so that no lock between
 * processes is needed and a process that is killed in the middle harms nobody; large ones have a file each. All files
 * lie in the folder of the run and go with it. Every block begins on a cache line of its own: two values that two
 * processes count up do not slow each other.
 */
public final class SharedHeap {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private static final int LINE = 64;
    private static final int CLASSES = 10;

    /** The longest block that is cut from a common file: {@code 64 << 9}. */
    static final int LONGEST_SMALL = LINE << (CLASSES - 1);

    private static final int FIRST_FILE = 16 * 1024;
    private static final int LONGEST_FILE = 1024 * 1024;

    private static final SharedHeap INSTANCE = new SharedHeap();
    private static final LazyCleaner CLEANER = new LazyCleaner();

    private final String unique = UUID.randomUUID().toString();
    private final AtomicLong names = new AtomicLong();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<Deque<Small>> free = new ArrayList<>();

    @GuardedBy("lock")
    private final Map<String, WeakReference<Memory>> open = new HashMap<>();

    @GuardedBy("lock")
    private @Nullable Cut current;

    private SharedHeap() {
        for (int i = 0; i < CLASSES; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** The heap of this process. */
    public static SharedHeap get() {
        return INSTANCE;
    }

    /** A file that blocks are cut from, and how far that has come. */
    private static final class Cut {
        final Path file;
        final Memory memory;
        long next;

        Cut(Path file, Memory memory) {
            this.file = file;
            this.memory = memory;
        }
    }

    /** Where a small block lies. */
    private record Small(Path file, Memory memory, long offset) {}

    /**
     * Gets memory that is zero.
     *
     * @param length how many bytes, at least 0
     * @throws UncheckedIOException if there is no room; nothing has changed then
     */
    public Block allocate(long length) {
        CLEANER.get(); // Before there is anything to be cleaned.
        try {
            Block block = length <= LONGEST_SMALL ? small(length) : large(length);
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(RunFolder.refusal(newFile("block-"), noRoom(length, e)), e);
        }
    }

    private static String noRoom(long length, IOException e) {
        return "no room for " + length + " bytes of shared memory in " + RunFolder.root() + " (" + e.getMessage()
                + "); make that file system larger (in a container: --shm-size), or share less";
    }

    private Block small(long length) throws IOException {
        int sizeClass = length <= LINE ? 0 : 64 - Long.numberOfLeadingZeros((length - 1) / LINE);
        Small place;
        synchronized (lock) {
            Small used = free.get(sizeClass).poll();
            place = used != null ? used : cut(LINE << sizeClass);
        }
        place.memory.clear(place.offset, (long) LINE << sizeClass);
        var claim = new Claim(place.file) {
            @Override
            void free(boolean inUse) {
                if (!inUse) {
                    recycle(sizeClass, place);
                }
            }
        };
        return owned(new Block(place.memory, place.offset, length, claim), claim);
    }

    private void recycle(int sizeClass, Small place) {
        synchronized (lock) {
            free.get(sizeClass).push(place);
        }
    }

    @GuardedBy("lock")
    private Small cut(int length) throws IOException {
        Cut from = current;
        if (from == null || from.next + length > from.memory.size()) {
            long size = from == null ? FIRST_FILE : Math.min(2 * from.memory.size(), LONGEST_FILE);
            Path file = newFile("heap-");
            from = new Cut(file, Memory.create(file, Math.max(size, length)));
            open.put(file.toString(), new WeakReference<>(from.memory));
            current = from;
        }
        var small = new Small(from.file, from.memory, from.next);
        from.next += length;
        return small;
    }

    private Path newFile(String prefix) {
        return RunFolder.root().resolve(prefix + unique + "-" + names.incrementAndGet());
    }

    private Block large(long length) throws IOException {
        Path file = newFile("block-");
        Memory memory = Memory.create(file, length);
        synchronized (lock) {
            open.values().removeIf(reference -> reference.get() == null);
            open.put(file.toString(), new WeakReference<>(memory));
        }
        var claim = new Claim(file) {
            @Override
            void free(boolean inUse) {
                delete(file);
            }
        };
        return owned(new Block(memory, 0, length, claim), claim);
    }

    private static Block owned(Block block, Claim claim) {
        CLEANER.get().register(block, claim);
        return block;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not remove " + file, e);
        }
    }

    /**
     * Finds the memory that a reference speaks of.
     *
     * @throws IOException if it is gone or too small; the message says what that means
     */
    public Block attach(BlockReference reference) throws IOException {
        Memory memory;
        try {
            memory = opened(reference.file());
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the shared memory " + reference.file()
                            + " is gone: it was closed, or the run that it belonged to has ended",
                    e);
        }
        if (reference.offset() < 0
                || reference.length() < 0
                || reference.offset() > memory.size() - reference.length()) {
            throw new IOException("the shared memory " + reference.file() + " has " + memory.size()
                    + " bytes, too few for the " + reference.length() + " bytes at " + reference.offset()
                    + " that it should hold");
        }
        Path file = Path.of(reference.file());
        var claim = new Claim(file) {
            @Override
            void free(boolean inUse) {
                if (String.valueOf(file.getFileName()).startsWith("block-")) {
                    delete(file);
                }
            }
        };
        claim.giveAway();
        return new Block(memory, reference.offset(), reference.length(), claim);
    }

    private Memory opened(String file) throws IOException {
        synchronized (lock) {
            WeakReference<Memory> known = open.get(file);
            Memory memory = known == null ? null : known.get();
            if (memory == null) {
                memory = Memory.open(Path.of(file));
                open.values().removeIf(reference -> reference.get() == null);
                open.put(file, new WeakReference<>(memory));
            }
            return memory;
        }
    }
}
