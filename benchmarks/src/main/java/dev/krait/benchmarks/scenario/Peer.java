package dev.krait.benchmarks.scenario;

/** Who a figure is compared with. */
public enum Peer {
    /** Python's own modules, in the best of the interpreters. */
    PYTHON("Python"),
    /** The JDK's class for the same purpose, as it is. */
    JDK("JDK"),
    /** What would be if the work itself were all that takes time; figures are parts of it. */
    IDEAL("ideal");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /**
     * The name to show.
     *
     * @return its name
     */
    public String title() {
        return title;
    }
}
