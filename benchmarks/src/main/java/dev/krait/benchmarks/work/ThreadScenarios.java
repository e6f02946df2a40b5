package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.throughput;
import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Better;
import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.side.Side;
import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import dev.krait.threading.Semaphore;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What threads, locks and queues of one JVM are measured by. */
final class ThreadScenarios {
    private static final int QUEUED = 200_000;
    private static final int SIMPLY_QUEUED = 1_000_000;
    private static final int PAIRS = 1_000_000;
    private static final int SEMAPHORE_PAIRS = 200_000;

    private ThreadScenarios() {}

    static List<Scenario> all() {
        return List.of(
                throughput("thread.queue.1p1c", "items/s", queue(Crew.KRAIT, 1, QUEUED, Lane::queue), Goal.ofPython(15))
                        .withJdk(queue(Crew.JDK, 1, QUEUED, Lane::linkedBlockingQueue), Goal.ofJdk(0.8)),
                throughput("thread.queue.4p4c", "items/s", queue(Crew.KRAIT, 4, QUEUED, Lane::queue), Goal.ofPython(20))
                        .withJdk(queue(Crew.JDK, 4, QUEUED, Lane::linkedBlockingQueue), Goal.ofJdk(0.8)),
                throughput(
                                "thread.simplequeue.1p1c",
                                "items/s",
                                queue(Crew.KRAIT, 1, SIMPLY_QUEUED, Lane::simpleQueue),
                                Goal.ofPython(1.5))
                        .withJdk(queue(Crew.JDK, 1, SIMPLY_QUEUED, Lane::linkedTransferQueue)),
                time("thread.lock.uncontended", "ns", alone(PAIRS, () -> Pass.of(new Lock())), Goal.ofPython(0.1))
                        .withJdk(alone(PAIRS, () -> Pass.of(new ReentrantLock())), Goal.ofJdk(1.2)),
                time("thread.rlock.uncontended", "ns", alone(PAIRS, () -> Pass.of(new RLock())), Goal.ofPython(0.1))
                        .withJdk(alone(PAIRS, () -> Pass.of(new ReentrantLock())), Goal.ofJdk(1.2)),
                time(
                                "thread.semaphore.uncontended",
                                "ns",
                                alone(SEMAPHORE_PAIRS, () -> Pass.of(new Semaphore())),
                                Goal.ofPython(0.02))
                        .withJdk(alone(SEMAPHORE_PAIRS, () -> Pass.of(new java.util.concurrent.Semaphore(1)))),
                throughput(
                                "thread.lock.contended2",
                                "pairs/s",
                                scale -> new ContendedRounds(scale, Crew.KRAIT, () -> Pass.of(new Lock())),
                                Goal.ofPython(8))
                        .withJdk(scale -> new ContendedRounds(scale, Crew.JDK, () -> Pass.of(new ReentrantLock()))),
                throughput(
                                "thread.condition.pingpong",
                                "turns/s",
                                scale -> new PingPongRounds(scale, Crew.KRAIT, Court::krait),
                                Goal.ofPython(2))
                        .withJdk(scale -> new PingPongRounds(scale, Crew.JDK, Court::jdk))
                        .asHandOver(),
                throughput(
                                "thread.barrier.2",
                                "crossings/s",
                                scale -> new BarrierRounds(scale, Crew.KRAIT, Meeting::krait),
                                Goal.ofPython(2))
                        .withJdk(scale -> new BarrierRounds(scale, Crew.JDK, Meeting::jdk))
                        .asHandOver(),
                Scenario.besideJdk(
                                "thread.start_join",
                                "us",
                                Better.LOWER,
                                scale -> new StartJoinRounds(scale, Crew.KRAIT),
                                scale -> new StartJoinRounds(scale, Crew.JDK),
                                Goal.ofJdk(1.05))
                        .asHandOver());
    }

    private static Side.Opener queue(Crew crew, int pairs, int items, Supplier<Lane> lanes) {
        return scale -> new QueueRounds(crew, pairs, scale.of(items / pairs), scale.roundNanos(), lanes);
    }

    private static Side.Opener alone(int pairs, Supplier<Pass> passes) {
        return scale -> new UncontendedRounds(scale.of(pairs), scale.roundNanos(), passes);
    }
}
