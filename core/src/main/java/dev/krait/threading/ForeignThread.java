package dev.krait.threading;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A thread that this library did not start: the JVM's main thread, or one that asked who it is. */
final class ForeignThread extends Thread {
    private final boolean main;

    private ForeignThread(String name, boolean daemon, boolean main, java.lang.@Nullable Thread thread) {
        super(name, daemon, thread);
        this.main = main;
    }

    static ForeignThread main(java.lang.@Nullable Thread thread) {
        return new ForeignThread("MainThread", false, true, thread);
    }

    static ForeignThread dummy(java.lang.Thread thread) {
        String number = "Dummy-" + ThreadRegistry.nextNumber();
        String known = thread.getName();
        return new ForeignThread(known.isEmpty() ? number : number + " (" + known + ")", true, false, thread);
    }

    @Override
    public void join() throws InterruptedException {
        refuseDummy();
        super.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        refuseDummy();
        return super.join(timeout);
    }

    private void refuseDummy() {
        if (!main) {
            throw new IllegalStateException(
                    "cannot join " + getName() + ": this library did not start it; join it through who did");
        }
    }
}
