package dev.krait.multiprocessing.internal.launch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JVMs that were started ahead of need and have run nothing of the program, so that the next process or worker is there at
 * once: what Python's fork server is for.
 *
 * <p>One serves only a launch that is the same in every respect, and only once. After each launch the spares of its kind are
 * filled up in the background, a moment later, so as not to slow down what was launched; each leaves when nobody has needed
 * it for a while. When one is wanted while it is still starting, it is handed out all the same: it ends its warm-up as soon
 * as there is something to do.
 */
public final class Spares {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** How many of a kind are kept, 0 for none. */
    private static final String COUNT_PROPERTY = "dev.krait.spares";

    private static final Duration AFTER_HAND_OUT = Duration.ofMillis(25);
    private static final Duration AFTER_LAUNCH = Duration.ofMillis(150);
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Everything that a launch depends on; what else there is cannot change in the life of this JVM. */
    private record Kind(
            LaunchSettings settings,
            String mainClass,
            @Nullable String classPath,
            @Nullable String modulePath) {
        static Kind of(LaunchSettings settings, String mainClass) {
            return new Kind(
                    settings.ofJvm(),
                    mainClass,
                    System.getProperty("java.class.path"),
                    System.getProperty("jdk.module.path"));
        }
    }

    private record Spare(Kind kind, LaunchedWorker worker, int generation) {}

    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static final List<Spare> SPARES = new ArrayList<>();

    /** Kinds that are to be filled up, or for which a JVM is just being launched. */
    @GuardedBy("LOCK")
    private static final List<Kind> FILLING = new ArrayList<>();

    /** Counts the calls of {@link #release}: what was begun before one is not wanted after it. */
    @GuardedBy("LOCK")
    private static int generation;

    @GuardedBy("LOCK")
    private static int kept = Math.max(0, Integer.getInteger(COUNT_PROPERTY, 1));

    /** The encoded program by which a spare makes itself ready. */
    private static volatile Supplier<@Nullable ByteWriter> warmUp = () -> null;

    private Spares() {}

    /** Sets what spares do to make themselves ready: a small program, encoded when it is needed. */
    public static void warmUpWith(Supplier<@Nullable ByteWriter> program) {
        warmUp = program;
    }

    /** What spares do to make themselves ready, encoded; null if there is no such program. */
    static @Nullable ByteWriter warmUp() {
        return warmUp.get();
    }

    /** Changes how many of a kind are kept; those that are there stay. */
    public static void keep(int count) {
        synchronized (LOCK) {
            kept = count;
        }
    }

    /**
     * A JVM that runs the main class: a spare if there is one of this kind, else a fresh one.
     *
     * @throws IOException if none can be started
     */
    static LaunchedWorker takeOrStart(LaunchSettings settings, String mainClass) throws IOException {
        Kind kind = Kind.of(settings, mainClass);
        LaunchedWorker spare = take(kind);
        if (spare != null) {
            fillUp(kind, AFTER_HAND_OUT);
            return spare;
        }
        LaunchedWorker started = LaunchedWorker.startFresh(settings, mainClass);
        fillUp(kind, AFTER_LAUNCH);
        return started;
    }

    private static @Nullable LaunchedWorker take(Kind kind) {
        while (true) {
            Spare spare = remove(kind);
            if (spare == null || spare.worker.process().isAlive()) {
                return spare == null ? null : spare.worker;
            }
            discard(spare);
        }
    }

    private static @Nullable Spare remove(Kind kind) {
        synchronized (LOCK) {
            Iterator<Spare> spares = SPARES.iterator();
            while (spares.hasNext()) {
                Spare spare = spares.next();
                if (spare.kind.equals(kind)) {
                    spares.remove();
                    return spare;
                }
            }
            return null;
        }
    }

    private static void fillUp(Kind kind, Duration delay) {
        int wantedIn;
        synchronized (LOCK) {
            if (kept == 0 || FILLING.contains(kind)) {
                return;
            }
            FILLING.add(kind);
            wantedIn = generation;
        }
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Spares::inThread)
                .execute(() -> fillUp(kind, wantedIn));
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "krait-spares");
        thread.setDaemon(true);
        thread.start();
    }

    private static void fillUp(Kind kind, int wantedIn) {
        try {
            while (isWanted(kind, wantedIn)) {
                LaunchedWorker worker = LaunchedWorker.startFresh(kind.settings, kind.mainClass);
                worker.requestWarmUp(warmUp()); // Before anybody can take it, and give it something to do.
                add(new Spare(kind, worker, wantedIn));
                worker.awaitReady();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a spare process did not start", e);
        } finally {
            synchronized (LOCK) {
                FILLING.remove(kind);
            }
        }
    }

    private static boolean isWanted(Kind kind, int wantedIn) {
        synchronized (LOCK) {
            return wantedIn == generation
                    && SPARES.stream().filter(spare -> spare.kind.equals(kind)).count() < kept;
        }
    }

    private static void add(Spare spare) {
        synchronized (LOCK) {
            if (spare.generation == generation) {
                SPARES.add(spare);
                Later.after(IDLE.toMillis(), TimeUnit.MILLISECONDS).execute(() -> expire(spare));
                return;
            }
        }
        discard(spare);
    }

    private static void expire(Spare spare) {
        boolean unused;
        synchronized (LOCK) {
            unused = SPARES.remove(spare);
        }
        if (unused) {
            discard(spare);
        }
    }

    /** Ends all spares, and waits until they have ended; later launches make new ones. */
    public static void release() throws InterruptedException {
        List<Spare> released;
        synchronized (LOCK) {
            generation++;
            released = new ArrayList<>(SPARES);
            SPARES.clear();
        }
        released.forEach(Spares::discard);
        for (Spare spare : released) {
            spare.worker.process().waitFor();
        }
    }

    private static void discard(Spare spare) {
        spare.worker.discard();
    }

    /** How many there are of all kinds that are ready. */
    public static int warm() {
        synchronized (LOCK) {
            return (int) SPARES.stream()
                    .filter(spare -> spare.worker.process().isAlive() && spare.worker.isReady())
                    .count();
        }
    }

    /** How many there are of all kinds, ready or starting. */
    public static int count() {
        synchronized (LOCK) {
            return SPARES.size();
        }
    }
}
