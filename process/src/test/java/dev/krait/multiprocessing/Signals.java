package dev.krait.multiprocessing;

/** Signals that Java has no call for. */
final class Signals {
    private Signals() {}

    static void send(String signal, long pid) throws Exception {
        java.lang.Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill -" + signal + " " + pid + " failed");
        }
    }
}
