package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The end of a process as something to wait for; made once per process, so that wishes taken back leave nothing behind. */
final class Sentinel implements Waitable {
    private final CompletableFuture<?> end;
    private final CompletableFuture<?> told;

    @GuardedBy("wishes")
    private final Map<Watch, Runnable> wishes = new LinkedHashMap<>();

    Sentinel(CompletableFuture<?> end) {
        this.end = end;
        this.told = end.thenRun(this::tellAll);
    }

    @Override
    public boolean isReady() {
        return end.isDone();
    }

    @Override
    public Watch whenReady(Runnable wakeUp) {
        Watch watch = new Watch() {
            @Override
            public void close() {
                synchronized (wishes) {
                    wishes.remove(this);
                }
            }
        };
        synchronized (wishes) {
            wishes.put(watch, wakeUp);
        }
        if (end.isDone()) {
            tellAll(); // Also what the thread that saw the end was too early for.
        }
        return watch;
    }

    private void tellAll() {
        List<Runnable> wanted;
        synchronized (wishes) {
            wanted = new ArrayList<>(wishes.values());
            wishes.clear();
        }
        wanted.forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return "Sentinel[" + (told.isDone() ? "ready" : "not ready") + "]";
    }
}
