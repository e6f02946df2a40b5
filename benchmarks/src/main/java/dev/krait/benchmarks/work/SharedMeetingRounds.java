package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Action;
import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.Condition;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.RawValue;

/** Two processes wait for each other, turn by turn. */
final class SharedMeetingRounds implements Side {
    private final Pair pair = new Pair();
    private final int turns;
    private final RawValue<Long> done = RawValue.ofLong(0);
    private final Partners partners;
    private final Figure figure;

    private SharedMeetingRounds(Scale scale, Partners partners, Figure figure) {
        this.turns = scale.of(10_000);
        this.partners = partners;
        this.figure = figure;
    }

    /** Meetings at a barrier, a second. */
    static SharedMeetingRounds ofBarrier(Scale scale) {
        var barrier = new Barrier(2);
        return new SharedMeetingRounds(
                scale,
                (mine, turns, done) -> () -> {
                    for (int i = 0; i < turns; i++) {
                        barrier.await();
                        done.addAndGet(1L);
                    }
                },
                SharedMeetingRounds::aSecond);
    }

    /** Turns at a condition, there and back, a second. */
    static SharedMeetingRounds ofCondition(Scale scale) {
        var condition = new Condition();
        return new SharedMeetingRounds(
                scale,
                (mine, turns, done) -> () -> {
                    for (int i = 0; i < turns; i++) {
                        condition.acquire();
                        while (done.get() % 2 != mine) {
                            condition.await();
                        }
                        done.set(done.get() + 1);
                        condition.signal();
                        condition.release();
                    }
                },
                SharedMeetingRounds::aSecond);
    }

    /** From setting an event to its waiter's next step, microseconds: half of the way there and back. */
    static SharedMeetingRounds ofEvent(Scale scale) {
        var there = new Event();
        var back = new Event();
        return new SharedMeetingRounds(
                scale,
                (mine, turns, done) -> () -> {
                    Event own = mine == 0 ? back : there;
                    Event other = mine == 0 ? there : back;
                    for (int i = 0; i < turns; i++) {
                        if (mine == 0) {
                            other.set();
                        }
                        own.await();
                        own.clear();
                        done.addAndGet(1L);
                        if (mine == 1) {
                            other.set();
                        }
                    }
                },
                (turns, nanos) -> nanos / turns / 2 / 1e3);
    }

    /**
     * From a waiter's word that it begins to wait, over the setting of the event, to its next word, microseconds: it has not
     * gone to sleep yet when the event is set.
     */
    static SharedMeetingRounds ofEventSetSoon(Scale scale) {
        var event = new Event();
        return new SharedMeetingRounds(
                scale,
                (mine, turns, done) -> () -> {
                    for (long i = 0; i < turns; i++) {
                        awaitCount(done, 2 * i + (mine == 0 ? 1 : 0));
                        if (mine == 0) {
                            event.set();
                            done.addAndGet(1L);
                        } else {
                            done.addAndGet(1L);
                            event.await();
                            event.clear();
                        }
                    }
                },
                (turns, nanos) -> nanos / turns / 1e3);
    }

    private static void awaitCount(RawValue<Long> done, long count) {
        while (done.get() != count) {
            Thread.onSpinWait();
        }
    }

    private static double aSecond(int turns, double nanos) {
        return turns / (nanos / 1e9);
    }

    @Override
    public double round() throws Exception {
        done.set(0L);
        long took = pair.together(partners.work(0, turns, done), partners.work(1, turns, done));
        WrongOutcomeException.check("the turns of both", 2L * turns, done.get());
        return figure.of(turns, (double) took);
    }

    @Override
    public void close() throws InterruptedException {
        pair.close();
    }

    private interface Partners {
        Action work(int mine, int turns, RawValue<Long> done);
    }

    private interface Figure {
        double of(int turns, double nanos);
    }
}
