package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.launch.FamilyKey;
import dev.krait.multiprocessing.internal.launch.RunCookie;
import dev.krait.multiprocessing.internal.worker.WorkerMain;
import org.jspecify.annotations.Nullable;

/** This process and its parent, as process objects. */
final class CurrentProcess {
    private static volatile @Nullable Process current;
    private static volatile @Nullable Process parent;

    private CurrentProcess() {}

    static Process get() {
        Process known = current;
        return known == null ? make() : known;
    }

    /** The main process, or a worker of a pool, which no process object stands for in its parent. */
    private static synchronized Process make() {
        Process known = current;
        if (known == null) {
            byte[] key = FamilyKey.get();
            if (WorkerMain.isWorker()) {
                String place = RunCookie.own().place();
                known = new Process("PoolWorker-" + place, new Lineage(place), new Standing.Self(), true, key);
            } else {
                known = new Process("MainProcess", Lineage.ROOT, new Standing.Self(), false, key);
            }
            current = known;
        }
        return known;
    }

    static synchronized void becomeChild(Process process, String parentName, long parentPid) {
        current = process;
        parent = parentNamed(parentName, parentPid);
    }

    static Process parentNamed(String name, long pid) {
        return new Process(name, Lineage.ROOT, new Standing.Parent(pid), false, new byte[0]);
    }

    static @Nullable Process parent() {
        return parent;
    }
}
