package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import java.util.List;
import java.util.function.Supplier;

/** Two threads wait for each other at a condition; turns a second, there and back. */
final class PingPongRounds implements Side {
    private final Crew crew;
    private final int turns;
    private final long roundNanos;
    private final Supplier<Court> courts;

    PingPongRounds(Scale scale, Crew crew, Supplier<Court> courts) {
        this.crew = crew;
        this.turns = scale.of(10_000);
        this.roundNanos = scale.roundNanos();
        this.courts = courts;
    }

    @Override
    public double round() throws Exception {
        return turns / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        var game = new Game(courts.get());
        long took = crew.together(List.of(() -> game.play(0, turns), () -> game.play(1, turns)));
        WrongOutcomeException.check("the number of throws", 2 * turns, game.ball);
        return took;
    }

    private static final class Game {
        private final Court court;
        private int ball;

        Game(Court court) {
            this.court = court;
        }

        void play(int mine, int turns) throws InterruptedException {
            for (int i = 0; i < turns; i++) {
                court.enter();
                try {
                    while (ball % 2 != mine) {
                        court.await();
                    }
                    ball++;
                    court.signal();
                } finally {
                    court.leave();
                }
            }
        }
    }
}
