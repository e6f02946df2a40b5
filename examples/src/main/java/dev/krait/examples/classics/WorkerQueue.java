package dev.krait.examples.classics;

import dev.krait.examples.shared.Refusal;
import dev.krait.queue.Queue;
import dev.krait.threading.Lock;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import dev.krait.threading.Threading;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Daemon threads that empty a queue; the main thread waits for the work, not for the workers. */
@Command(
        name = "queue",
        description = {
            "Ten daemon threads empty a queue of twenty jobs.",
            "",
            "The main thread waits until every job is done (Queue.join), not until the threads have ended: they wait for"
                    + " more, and as daemons they do not keep the program from ending.",
            "",
        },
        footer = "(in Python: threading.Thread(daemon=True), queue.Queue.task_done, join)")
public final class WorkerQueue implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many threads; by default ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many jobs; by default ${DEFAULT-VALUE}.")
    private int jobs;

    private final Queue<Integer> queue = new Queue<>();
    private final Lock printing = new Lock();

    /** Made by the command line. */
    public WorkerQueue() {}

    @Override
    public Integer call() throws InterruptedException {
        Refusal.unlessUpTo(Refusal.MOST_THREADS, spec, "--workers", workers);
        Refusal.unless(jobs >= 1, spec, "--jobs must be at least 1, not " + jobs);
        for (int i = 0; i < workers; i++) {
            new Thread(this::work, ThreadOptions.defaults().withDaemon(true)).start();
        }
        for (int job = 1; job <= jobs; job++) {
            queue.put(job);
        }
        queue.join();
        say("all jobs are done");
        queue.shutdown();
        return CommandLine.ExitCode.OK;
    }

    private void work() throws InterruptedException {
        for (int job : queue.untilShutdown()) {
            say("job " + job + " done by " + Threading.currentThread().getName());
            queue.taskDone();
        }
    }

    private void say(String line) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (var held = printing.hold()) {
            out.println(line);
            out.flush();
        }
    }
}
