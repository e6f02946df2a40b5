package dev.krait.multiprocessing.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the loggers of this process the levels of the parent's, when it begins something and those have changed.
 *
 * <p>What this process's own code has set since stays, unless the parent sets that very logger to something else.
 */
public final class LevelFollower {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    /** Whether the logging of this process is configured to follow its parent's. */
    private static volatile boolean configured;

    private static volatile @Nullable LevelFollower active;

    private final LevelFile file;
    private volatile long lastLook = System.nanoTime() - PAUSE;

    @GuardedBy("this")
    private long stamp;

    @GuardedBy("this")
    private Map<String, String> known = Map.of();

    /** The loggers that were given a level, which would be forgotten with it if nobody else held them. */
    @GuardedBy("this")
    private final Map<String, java.util.logging.Logger> given = new HashMap<>();

    private LevelFollower(LevelFile file) {
        this.file = file;
    }

    /** The logging of this process has been configured to follow its parent. */
    static void begin() {
        configured = true;
    }

    /** Whether anything here follows, so that the levels of this process's own loggers are those of its family. */
    static boolean follows() {
        return configured;
    }

    /** Looks whether the levels have changed, unless it has just looked. Costs next to nothing where nothing is logged. */
    public static void look() {
        LevelFollower follower = configured ? active() : null;
        if (follower != null && System.nanoTime() - follower.lastLook >= PAUSE) {
            follower.lookNow();
        }
    }

    private static @Nullable LevelFollower active() {
        LevelFollower known = active;
        if (known == null) {
            LogLink link = LogLink.toParent();
            known = link == null ? null : new LevelFollower(new LevelFile(link.levels()));
            active = known;
        }
        return known;
    }

    private synchronized void lookNow() {
        lastLook = System.nanoTime();
        try {
            long now = file.stamp();
            if (now == 0 || now == stamp) {
                return;
            }
            stamp = now;
            Map<String, String> levels = file.read();
            apply(levels);
            known = levels;
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger("dev.krait.multiprocessing")
                    .log(Level.DEBUG, "could not read the levels of the parent's loggers", e);
        }
    }

    @GuardedBy("this")
    private void apply(Map<String, String> levels) {
        for (String key : known.keySet()) {
            if (!levels.containsKey(key)) {
                logger(key).setLevel(null);
            }
        }
        levels.forEach((key, level) -> {
            if (!level.equals(known.get(key))) {
                logger(key).setLevel(java.util.logging.Level.parse(level));
            }
        });
    }

    @GuardedBy("this")
    private java.util.logging.Logger logger(String key) {
        String name = key.substring(0, key.length() - LevelFile.SUFFIX.length());
        java.util.logging.Logger logger = given.get(name);
        if (logger == null) {
            // Not by a method reference: one to a method that looks at its caller takes a young JVM ten milliseconds.
            logger = java.util.logging.Logger.getLogger(name);
            given.put(name, logger);
        }
        return logger;
    }
}
