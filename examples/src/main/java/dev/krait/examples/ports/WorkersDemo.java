package dev.krait.examples.ports;

import dev.krait.function.Function2;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.Queue;
import java.io.PrintWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Worker processes that take jobs from one queue and put results into another. */
@Command(
        name = "workers-demo",
        description = {
            "Processes that take jobs from a queue and answer into another.",
            "",
            "A port of the program with which Python's documentation shows how to feed workers by hand. A job is a function"
                    + " with its arguments, and the absence of one tells a worker to stop.",
            "",
        },
        footer = "(in Python: multiprocessing.Queue, iter(queue.get, 'STOP'))")
public final class WorkersDemo implements Callable<Integer> {
    private static final int WORKERS = 3;
    private static final int FIRST = 10;
    private static final int MORE = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public WorkersDemo() {}

    /** A function with its arguments. */
    private record Job(String sign, Function2<Integer, Integer, Integer> function, int a, int b)
            implements Serializable {}

    @Override
    @SuppressWarnings("NullAway") // null is an item like any other, and says here that no more will come
    public Integer call() throws Exception {
        Queue<@Nullable Job> jobs = new Queue<>();
        var answers = new Queue<String>();
        for (int i = 0; i < FIRST; i++) {
            jobs.put(new Job("*", (a, b) -> a * b, i, 7));
        }
        List<Process> workers = new ArrayList<>();
        for (int i = 1; i <= WORKERS; i++) {
            var worker = new Process(() -> work(jobs, answers), "worker-" + i);
            worker.start();
            workers.add(worker);
        }
        show(answers, FIRST);
        for (int i = 0; i < MORE; i++) {
            jobs.put(new Job("+", Math::addExact, i, 8));
        }
        show(answers, MORE);
        for (int i = 0; i < WORKERS; i++) {
            jobs.put(null);
        }
        for (Process worker : workers) {
            worker.joinOrThrow();
        }
        return CommandLine.ExitCode.OK;
    }

    private static void work(Queue<@Nullable Job> jobs, Queue<String> answers) throws Exception {
        for (Job job = jobs.get(); job != null; job = jobs.get()) {
            int answer = job.function().apply(job.a(), job.b());
            answers.put(Multiprocessing.currentProcess().getName() + " says that " + job.a() + " " + job.sign() + " "
                    + job.b() + " = " + answer);
        }
    }

    private void show(Queue<String> answers, int count) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(count + " answers, as they come:");
        for (int i = 0; i < count; i++) {
            out.println("  " + answers.get());
        }
        out.flush();
    }
}
