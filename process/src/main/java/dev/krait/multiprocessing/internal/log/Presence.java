package dev.krait.multiprocessing.internal.log;

/** Whether this JVM has the optional module {@code java.logging}. */
public final class Presence {
    private static final boolean LOGGING =
            ModuleLayer.boot().findModule("java.logging").isPresent();

    private Presence() {}

    /** Whether there is {@code java.util.logging}. */
    public static boolean ofJavaLogging() {
        return LOGGING;
    }
}
