package dev.krait.benchmarks.scenario;

/** How a scenario came out against its goals. */
public enum Verdict {
    /** All goals are reached. */
    MET,
    /** A goal is missed. */
    MISSED,
    /** No goal is missed, but one could not be judged, since its peer is not there. */
    OPEN
}
