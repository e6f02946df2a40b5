package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Refusal;
import dev.krait.threading.Lock;
import dev.krait.threading.Thread;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Two threads that increase one number, without a lock and with one. */
@Command(
        name = "counter",
        description = {
            "Two threads increase one number, without a lock and with one.",
            "",
            "Without the lock both may read the same value, add one and write the same sum back: an update is lost. With"
                    + " it none is.",
            "",
        },
        footer = "(in Python: threading.Thread, Lock)")
public final class LostUpdate implements Callable<Integer> {
    /** Two threads must not count farther than an int does. */
    private static final int MOST_TIMES = 1_000_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How often each thread adds one; by default ${DEFAULT-VALUE}.")
    private int times;

    private final Lock lock = new Lock();

    private volatile int value;

    /** Made by the command line. */
    public LostUpdate() {}

    @Override
    public Integer call() throws InterruptedException {
        Refusal.unlessUpTo(MOST_TIMES, spec, "--times", times);
        int unlocked = together(this::addOne);
        int locked = together(() -> {
            try (var held = lock.hold()) {
                addOne();
            }
        });
        PrintWriter out = spec.commandLine().getOut();
        int expected = 2 * times;
        out.println("expected      " + Amounts.number(expected));
        out.println("without lock  " + Amounts.number(unlocked) + ", "
                + Amounts.count(expected - (long) unlocked, "update") + " lost");
        out.println("with lock     " + Amounts.number(locked));
        out.flush();
        return locked == expected ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** What two threads come to that both do one step many times. */
    private int together(Step step) throws InterruptedException {
        value = 0;
        var first = new Thread(() -> repeat(step));
        var second = new Thread(() -> repeat(step));
        first.start();
        second.start();
        first.join();
        second.join();
        return value;
    }

    private void repeat(Step step) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            step.take();
        }
    }

    /** Reads, lets the other thread have its turn, and writes: in {@code value++} the gap is there too, but shorter. */
    @SuppressWarnings("ThreadPriorityCheck") // The hint to the scheduler is the point.
    private void addOne() {
        int seen = value;
        java.lang.Thread.yield();
        value = seen + 1;
    }

    /** One addition. */
    private interface Step {
        void take() throws InterruptedException;
    }
}
