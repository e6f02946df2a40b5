package dev.krait.benchmarks;

import dev.krait.benchmarks.scenario.Peer;
import dev.krait.benchmarks.side.ChildSide;
import dev.krait.benchmarks.side.SideFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of those who compete in a scenario, with the figures of its rounds. */
final class Contender implements AutoCloseable {
    private final @Nullable Peer peer;
    private final ChildSide side;
    private final int mostRounds;
    private final List<Double> figures = new ArrayList<>();

    /**
     * Starts one.
     *
     * @param peer who it is; null for Krait
     * @param name what messages call it
     * @param command its command line
     * @param mostRounds how many rounds it takes
     * @param patience how long it may take for one answer
     */
    Contender(@Nullable Peer peer, String name, List<String> command, int mostRounds, Duration patience)
            throws SideFailure {
        this.peer = peer;
        this.side = new ChildSide(name, command, patience);
        this.mostRounds = mostRounds;
    }

    @Nullable
    Peer peer() {
        return peer;
    }

    ChildSide side() {
        return side;
    }

    List<Double> figures() {
        return figures;
    }

    /** Does a round, unless it has done enough. */
    void round() throws SideFailure {
        if (figures.size() < mostRounds) {
            figures.add(side.round());
        }
    }

    @Override
    public void close() {
        side.close();
    }
}
