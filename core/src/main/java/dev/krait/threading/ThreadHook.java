package dev.krait.threading;

/**
 * What new threads run before their own {@link Thread#run}; see {@link Threading#settrace} and
 * {@link Threading#setprofile}.
 *
 * <p>It stands in the place of Python's trace and profile functions. The JVM does not call back for each call or line, so
 * a hook is called once per thread: to register it with a profiler, or to set up what its log lines carry.
 */
@FunctionalInterface
public interface ThreadHook {
    /**
     * Prepares a thread.
     *
     * @param thread the new thread, which is the calling one; or a thread that was running when the hook was installed for
     *     all of them, in which case the caller is the installing thread
     * @throws Exception whatever goes wrong; a new thread fails with it instead of running
     */
    void enter(Thread thread) throws Exception;
}
