package dev.krait.multiprocessing;

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
        this.process = process;
        this.parentName = parentName;
        this.parentPid = ProcessHandle.current().pid();
        this.authKey = authKey;
        this.startMethod = startMethod;
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
