package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import java.util.List;
import java.util.function.Supplier;

/** Two threads meet at a barrier; crossings a second. */
final class BarrierRounds implements Side {
    private final Crew crew;
    private final int crossings;
    private final long roundNanos;
    private final Supplier<Meeting> meetings;

    BarrierRounds(Scale scale, Crew crew, Supplier<Meeting> meetings) {
        this.crew = crew;
        this.crossings = scale.of(10_000);
        this.roundNanos = scale.roundNanos();
        this.meetings = meetings;
    }

    @Override
    public double round() throws Exception {
        return crossings / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        Meeting meeting = meetings.get();
        int[] reached = new int[2];
        long took = crew.together(List.of(() -> cross(meeting, reached, 0), () -> cross(meeting, reached, 1)));
        WrongOutcomeException.check("the first one's crossings", crossings, reached[0]);
        WrongOutcomeException.check("the other one's crossings", crossings, reached[1]);
        return took;
    }

    /** What the other did before it came is to be seen after the crossing. */
    private void cross(Meeting meeting, int[] reached, int mine) throws Exception {
        for (int i = 0; i < crossings; i++) {
            reached[mine] = i + 1;
            meeting.await();
            if (reached[1 - mine] <= i) {
                throw new WrongOutcomeException("crossing " + i + " let one pass before the other had come");
            }
        }
    }
}
