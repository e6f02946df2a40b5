package dev.krait.examples.classics;

import dev.krait.concurrent.futures.BrokenProcessPoolException;
import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.examples.shared.Refusal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills a worker in the middle of its task and shows that this task alone is lost. */
@Command(
        name = "crash",
        description = {
            "Kills a worker process and shows what happens.",
            "",
            "Two workers have some tasks; the one that runs the first is killed as the kernel kills a process when memory"
                    + " runs out. That task fails with a report, the others do not notice, and another worker takes the"
                    + " place. Python's executor breaks as a whole; its Pool waits for ever.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: concurrent.futures.ProcessPoolExecutor, BrokenProcessPool)")
public final class LostWorker implements Callable<Integer> {
    private static final String SIGN = "pid";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "6",
            description = "How many tasks; by default ${DEFAULT-VALUE}.")
    private int tasks;

    /** Made by the command line. */
    public LostWorker() {}

    /** The task that is killed: says which process it runs in, and then has no end of its own. */
    static long runForEver(String sign) throws Exception {
        Path written = Path.of(sign + ".new");
        Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
        Files.move(written, Path.of(sign));
        synchronized (LostWorker.class) {
            while (true) {
                LostWorker.class.wait();
            }
        }
    }

    /** A task as they should be. */
    static long square(long number) {
        return number * number;
    }

    @Override
    public Integer call() throws Exception {
        Refusal.unless(tasks >= 1, spec, "--tasks must be at least 1, not " + tasks);
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("krait-crash");
        Path sign = folder.resolve(SIGN);
        int lost = 0;
        try (var executor = new ProcessPoolExecutor(2)) {
            List<Future<Long>> futures = new ArrayList<>();
            futures.add(executor.submit(LostWorker::runForEver, sign.toString()));
            for (long number = 1; number < tasks; number++) {
                futures.add(executor.submit(LostWorker::square, number));
            }
            long victim = pidFrom(folder);
            out.println("killing worker " + victim + ", which runs task 0");
            ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
            for (int task = 0; task < tasks; task++) {
                lost += tell(task, futures.get(task)) ? 0 : 1;
            }
            out.println("and one more task: 12 squared is "
                    + executor.submit(LostWorker::square, 12L).result());
        } finally {
            out.flush();
            Files.deleteIfExists(sign);
            Files.deleteIfExists(folder);
        }
        return lost == 1 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean tell(int task, Future<Long> future) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.println("task " + task + ": " + future.result());
            return true;
        } catch (BrokenProcessPoolException e) {
            out.println("task " + task + ": " + e.getMessage());
            return false;
        }
    }

    /** What a task wrote into a file; waits for it. */
    private static long pidFrom(Path folder) throws Exception {
        Path sign = folder.resolve(SIGN);
        try (var watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(sign)) {
                watch.take().reset();
            }
        }
        return Long.parseLong(Files.readString(sign));
    }
}
