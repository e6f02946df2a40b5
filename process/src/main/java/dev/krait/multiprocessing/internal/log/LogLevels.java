package dev.krait.multiprocessing.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the processes that this one starts the levels of its loggers, so that what nobody here wants to read is not even
 * sent. They are written when a process is started, and when tasks are given out and it is some time since.
 */
public final class LogLevels {
    private static final long PAUSE = Duration.ofMillis(250).toNanos();
    private static final Object LOCK = new Object();

    private static volatile long lastLook = System.nanoTime() - PAUSE;

    @GuardedBy("LOCK")
    private static @Nullable Map<String, String> written;

    private LogLevels() {}

    /** Writes the levels if they have changed, unless it has just been done. */
    public static void publishIfDue() {
        if (System.nanoTime() - lastLook >= PAUSE) {
            publish();
        }
    }

    /** Writes the levels if they have changed. */
    public static void publish() {
        if (!Presence.ofJavaLogging()) {
            return;
        }
        synchronized (LOCK) {
            lastLook = System.nanoTime();
            try {
                Map<String, String> levels = current();
                if (!levels.equals(written)) {
                    new LevelFile(RunFolder.get().path().resolve(LogLink.LEVELS)).write(levels);
                    written = levels;
                }
            } catch (IOException e) {
                System.getLogger("dev.krait.multiprocessing")
                        .log(Level.DEBUG, "processes log what their parent would not, for want of its levels", e);
            }
        }
    }

    /** A process that has not logged yet passes on what its parent said. */
    private static Map<String, String> current() throws IOException {
        LogLink link = LogLink.toParent();
        return link == null || LevelFollower.follows() ? ofLoggers() : new LevelFile(link.levels()).read();
    }

    private static Map<String, String> ofLoggers() {
        var levels = new TreeMap<String, String>();
        var manager = java.util.logging.LogManager.getLogManager();
        for (var names = manager.getLoggerNames().asIterator(); names.hasNext(); ) {
            String name = names.next();
            var logger = manager.getLogger(name);
            var level = logger == null ? null : logger.getLevel();
            if (level != null) {
                levels.put(name + LevelFile.SUFFIX, Integer.toString(level.intValue()));
            }
        }
        return levels;
    }
}
