package dev.krait.threading.internal;

/** How messages and reports call a thread of the JVM. */
public final class ThreadNames {
    private ThreadNames() {}

    /**
     * Its name, if it has one; virtual threads often have none.
     *
     * @param thread a thread
     * @return its name, else its number
     */
    public static String of(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "thread " + thread.getId() : name;
    }
}
