package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.worker.ProcessBody;

/** What travels to a child: its process object, who its parent is, and what it takes after. */
final class ChildMain implements ProcessBody {
    private static final long serialVersionUID = 1L;

    private final Process process;
    private final String parentName;
    private final long parentPid;
    private final StartMethod startMethod;

    @SuppressWarnings("serial") // an array of bytes is what it says
    private final byte[] authKey;

    ChildMain(Process process, String parentName, StartMethod startMethod, byte[] authKey) {
        this(process, parentName, ProcessHandle.current().pid(), startMethod, authKey);
    }

    private ChildMain(Process process, String parentName, long parentPid, StartMethod startMethod, byte[] authKey) {
        this.process = process;
        this.parentName = parentName;
        this.parentPid = parentPid;
        this.authKey = authKey;
        this.startMethod = startMethod;
    }

    /** What makes the same in the child of values that need no object stream, if the target needs none. */
    static Function0<ProcessBody> recipe(
            Process.Description process, String parentName, StartMethod startMethod, byte[] authKey) {
        String name = process.name();
        String lineage = process.lineage();
        boolean daemon = process.daemon();
        Action target = process.target();
        long parentPid = ProcessHandle.current().pid();
        return () -> new ChildMain(
                Process.inChild(new Process.Description(name, lineage, daemon, target)),
                parentName,
                parentPid,
                startMethod,
                authKey);
    }

    /** Goes the same way as {@link #run}, as far as that leaves nothing behind. */
    void rehearse() throws Exception {
        process.becomeCurrent(authKey);
        DefaultMethod.chosen();
        CurrentProcess.parentNamed(parentName, parentPid);
        process.run();
    }

    @Override
    public void run() throws Exception {
        DefaultMethod.choose(startMethod, true);
        process.becomeCurrent(authKey);
        CurrentProcess.becomeChild(process, parentName, parentPid);
        process.run();
    }

    @Override
    public String name() {
        return process.getName();
    }
}
