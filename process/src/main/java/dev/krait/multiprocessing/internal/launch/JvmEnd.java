package dev.krait.multiprocessing.internal.launch;

/** How this JVM is ending, asked by its exit hooks. */
public final class JvmEnd {
    private JvmEnd() {}

    /**
     * Whether the program ends because its last non-daemon thread has, and not by {@code System.exit} or a signal: those wait
     * for nobody. The JVM calls {@code Shutdown.shutdown} for the first, {@code Shutdown.exit} for the others.
     */
    public static boolean isOrderly() {
        for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
            for (StackTraceElement frame : stack) {
                if (frame.getClassName().equals("java.lang.Shutdown")
                        && frame.getMethodName().equals("shutdown")) {
                    return true;
                }
            }
        }
        return false;
    }
}
