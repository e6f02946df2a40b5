package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.Refusal;
import dev.krait.examples.shared.SlowServer;
import dev.krait.multiprocessing.Pool;
import dev.krait.queue.Queue;
import dev.krait.threading.Thread;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fetches pages one by one, with a thread for each, and with a pool of five processes. */
@Command(
        name = "pages",
        description = {
            "Fetches pages with threads and with a pool of five.",
            "",
            "The pages come from a server on this machine that thinks about each for a while. Waiting costs no processor,"
                    + " so both ways gain much over one page after the other.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: threading.Thread, queue.Queue, multiprocessing.Pool(5).map)")
public final class Pages implements Callable<Integer> {
    private static final int PROCESSES = 5;

    /** They are fetched all at once by threads, and one by one. */
    private static final int MOST_PAGES = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many pages; by default ${DEFAULT-VALUE}.")
    private int pages;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "200",
            description = "How long the server thinks about each, in milliseconds; by default ${DEFAULT-VALUE}.")
    private int delay;

    /** Made by the command line. */
    public Pages() {}

    /** Downloads a page and tells its length in bytes. */
    static int length(URI address) throws IOException {
        try (InputStream in = address.toURL().openStream()) {
            return in.readAllBytes().length;
        }
    }

    @Override
    public Integer call() throws Exception {
        Refusal.unlessUpTo(MOST_PAGES, spec, "--pages", pages);
        Refusal.unless(delay >= 0, spec, "--delay must not be negative: " + delay);
        try (var server = new SlowServer(Duration.ofMillis(delay));
                var pool = new Pool(PROCESSES)) {
            List<URI> addresses = server.pages(pages);
            // The processes start while the first pages come.
            timed("one by one", () -> oneByOne(addresses));
            timed("threads", () -> withThreads(addresses));
            timed("Pool(" + PROCESSES + ")", () -> pool.map(Pages::length, addresses));
        }
        return CommandLine.ExitCode.OK;
    }

    private static List<Integer> oneByOne(List<URI> addresses) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        for (URI address : addresses) {
            lengths.add(length(address));
        }
        return lengths;
    }

    private static List<Integer> withThreads(List<URI> addresses) throws Exception {
        var lengths = new Queue<Integer>();
        List<Thread> threads = new ArrayList<>();
        for (URI address : addresses) {
            var thread = new Thread(() -> lengths.put(length(address)), "fetch " + address.getPath());
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.joinOrThrow();
        }
        List<Integer> all = new ArrayList<>();
        lengths.drainTo(all);
        return all;
    }

    private void timed(String way, Callable<List<Integer>> fetch) throws Exception {
        long started = System.nanoTime();
        List<Integer> lengths = fetch.call();
        Duration time = Duration.ofNanos(System.nanoTime() - started);
        long bytes = lengths.stream().mapToLong(Integer::longValue).sum();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-11s %s, %s, %s%n",
                way, Amounts.count(lengths.size(), "page"), Amounts.bytes(bytes), Amounts.seconds(time));
        out.flush();
    }
}
