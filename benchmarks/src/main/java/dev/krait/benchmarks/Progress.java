package dev.krait.benchmarks;

import java.io.PrintWriter;

/** Tells a waiting reader how far a comparison is. */
final class Progress {
    private final PrintWriter err;
    private final int all;
    private int begun;

    Progress(PrintWriter err, int all) {
        this.err = err;
        this.all = all;
    }

    void begin(String scenario) {
        begun++;
        err.print("[" + begun + "/" + all + "] " + scenario + " ");
        err.flush();
    }

    /** Something goes on. */
    void step() {
        err.print(".");
        err.flush();
    }

    void end(String outcome) {
        err.println(" " + outcome);
        err.flush();
    }

    /** Something that the reader should know. */
    void note(String text) {
        err.println((begun > 0 ? System.lineSeparator() : "") + "krait-benchmarks: " + text);
        err.flush();
    }
}
