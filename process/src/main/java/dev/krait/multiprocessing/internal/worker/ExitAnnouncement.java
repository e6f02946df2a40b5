package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.launch.RunCookie;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToParent;
import java.io.IOException;
import java.util.List;

/**
 * An exit hook of a worker: sends what its task printed after the last line end, and tells an exit status of the program
 * from the JVM's own for a signal. Then it ends what tasks have started, since the parent may be gone and do so no more.
 */
final class ExitAnnouncement extends Thread {
    private final ControlLane control;
    private final Outbox outbox;
    private final List<TaskOutput> outputs;
    private volatile boolean ofProcess;

    ExitAnnouncement(ControlLane control, Outbox outbox, TaskOutput... outputs) {
        super("krait-worker-exit");
        this.control = control;
        this.outbox = outbox;
        this.outputs = List.of(outputs);
    }

    /** This is to be a process of its own: what that has started may outlive it if it ends by itself. */
    void ofProcess() {
        ofProcess = true;
    }

    @Override
    public void run() {
        FaultPoint.reach("exiting");
        control.endSoon();
        announce();
        if (!ofProcess) {
            RunCookie.own().endDescendants();
        }
    }

    private void announce() {
        try {
            for (TaskOutput output : outputs) {
                output.taskEnds();
            }
            if (!endsBySignal()) {
                var exiting = new ByteWriter(16);
                ToParent.putExiting(exiting);
                outbox.commit(exiting);
            }
            outbox.ring();
        } catch (IOException parentIsGone) {
            // Nobody is left to be told.
            return;
        }
    }

    /** The JVM handles a signal in a thread that is named after it. */
    static boolean endsBySignal() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        var threads = new Thread[top.activeCount() + 16];
        int count = top.enumerate(threads);
        for (int i = 0; i < count; i++) {
            String name = threads[i].getName();
            if (name.startsWith("SIG") && name.endsWith(" handler")) {
                return true;
            }
        }
        return false;
    }
}
