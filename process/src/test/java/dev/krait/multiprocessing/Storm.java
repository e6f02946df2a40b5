package dev.krait.multiprocessing;

import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.Serializable;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Blows that befall processes while they work, the same ones for the same seed: at a named step, at which the process is held
 * until it comes, or at an instant that nobody chose. A build gets some rounds; with {@code soak.seconds} it goes on for as
 * long as asked.
 */
final class Storm implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** There are two storms in a build. */
    private static final int ROUNDS = 50;

    // The file that all take part in: who they are, that one has come to the step, and that it may go on.
    private static final int PIDS = 0;
    private static final int ARRIVED = 128;
    private static final int GO_ON = 136;

    /** Where the rest of the file begins, for what the storm's test notes. */
    static final int FREE = 192;

    static final int SIZE = 64 * 1024;

    private final String name;
    private final long seed = Long.getLong("soak.seed", 7);
    private final long seconds = Long.getLong("soak.seconds", 0);
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    private final Random random = new Random(seed);
    private final java.lang.Process shell;
    private final Writer signals;
    private int rounds;
    private int killed;
    private int stopped;

    Storm(String name) throws IOException {
        this.name = name;
        shell = new ProcessBuilder("/bin/sh")
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        signals = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    /** What happens to the process. */
    enum Blow {
        KILL,
        STOP,
        STOP_AND_KILL
    }

    /** Whom it hits in a round, where, at which pass, and how; at an instant if there is no step. */
    record Plan(int victim, String step, int pass, Blow blow) implements Serializable {
        boolean atAStep() {
            return !step.isEmpty();
        }
    }

    /** The next round, if there is one. */
    boolean goesOn() {
        return seconds > 0 ? System.nanoTime() - end < 0 : rounds < ROUNDS;
    }

    Random random() {
        return random;
    }

    /** Each of the steps in its turn, and after each an instant; a third of the blows kill, of each step as of all. */
    Plan next(List<String> steps, int workers, int mostPasses) {
        int round = rounds++;
        String step = round % 2 == 0 ? steps.get(round / 2 % steps.size()) : "";
        int lap = round / 2 / steps.size() + round / 2;
        Blow blow = Blow.STOP;
        if (lap % 3 == 0) {
            blow = lap % 4 == 0 ? Blow.STOP_AND_KILL : Blow.KILL;
        }
        return new Plan(random.nextInt(workers), step, 1 + random.nextInt(mostPasses), blow);
    }

    /** Where it is, for messages. */
    String where(Plan plan) {
        return name + ", seed " + seed + ", round " + rounds + ", " + plan;
    }

    static MappedByteBuffer map(String file) throws IOException {
        try (var channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
    }

    /** To be called before a round. */
    static void clear(MappedByteBuffer memory) {
        for (int at = 0; at < FREE; at += Long.BYTES) {
            memory.putLong(at, 0);
        }
    }

    /** In a process that takes part: says who it is, and heeds the plan if it is meant. */
    static void enter(Plan plan, int me, MappedByteBuffer memory) {
        var passes = new AtomicInteger();
        FaultPoint.on(step -> {
            if (me == plan.victim() && step.equals(plan.step()) && passes.incrementAndGet() == plan.pass()) {
                memory.putLong(ARRIVED, 1);
                while (memory.getLong(GO_ON) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        memory.putLong(PIDS + 8 * me, ProcessHandle.current().pid());
    }

    /** A step of the test itself. */
    static void reach(String step) {
        FaultPoint.reach(step);
    }

    static void leave() {
        FaultPoint.on(null);
    }

    /**
     * Lets the blow fall, unless the victim is through before.
     *
     * @param over whether the victim has ended its work
     * @param meanwhile what must go on while the victim is stopped
     * @return whether it was killed, or may have been
     */
    boolean strike(Plan plan, MappedByteBuffer memory, BooleanSupplier over, Runnable meanwhile) throws Exception {
        int place = plan.atAStep() ? ARRIVED : PIDS + 8 * plan.victim();
        await(where(plan))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG)
                .until(() -> memory.getLong(place) != 0 || over.getAsBoolean());
        if (memory.getLong(place) == 0) {
            return false;
        }
        long pid = memory.getLong(PIDS + 8 * plan.victim());
        if (!plan.atAStep()) {
            long until = System.nanoTime() + random.nextInt(3_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
        if (plan.blow() != Blow.KILL) {
            stopped++;
            signal("STOP", pid);
            await(where(plan))
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(LONG)
                    .until(() -> !runs(pid));
            meanwhile.run();
        }
        if (plan.blow() != Blow.STOP) {
            killed++;
            signal("KILL", pid);
            return true;
        }
        memory.putLong(GO_ON, 1);
        signal("CONT", pid);
        return false;
    }

    private void signal(String signal, long pid) throws IOException {
        signals.write("kill -" + signal + " " + pid + "\n");
        signals.flush();
    }

    /** Neither stopped nor gone. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException gone) {
            return false;
        }
    }

    int killed() {
        return killed;
    }

    int stopped() {
        return stopped;
    }

    @Override
    public void close() throws Exception {
        signals.close();
        shell.waitFor();
        if (seconds > 0) {
            System.out.println(name + ": " + rounds + " rounds, " + killed + " killed, " + stopped + " stopped, seed "
                    + seed + ", Java " + Runtime.version().feature());
        }
    }
}
