package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.examples.shared.Reason;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.ManagerLostException;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.QueueProxy;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.queue.Queue;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueShutDownException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A tiny job queue between terminals: one gives out jobs and shows the answers, others work. */
@Command(
        name = "jobs",
        description = {
            "A remote manager as a job queue between two terminals.",
            "",
            "'jobs serve WORD...' gives out words and waits for their capitals; 'jobs work' in another terminal, or in several,"
                    + " does the work. Both have the key in --key-file, which 'serve' makes if it is not there.",
            "",
            "What a worker took and never answered is given out again, so a killed worker costs nothing but time.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: multiprocessing.managers.BaseManager, register, get_server, connect)")
public final class JobQueue {
    private static final int KEY_BYTES = 32;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public JobQueue() {}

    /** A numbered word on its way to a worker, or its capitals on their way back. */
    record Job(int number, String text) implements Serializable {}

    @Command(name = "serve", description = "Gives out words and shows their capitals as they come back.")
    int serve(
            @Option(
                            names = "--port",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Where to listen on this machine; by default any free port.")
                    int port,
            @Option(names = "--key-file", paramLabel = "FILE", required = true, description = "Where the key is.")
                    Path keyFile,
            @Option(
                            names = "--patience",
                            paramLabel = "SECONDS",
                            defaultValue = "10",
                            description =
                                    "After how long without an answer the jobs that workers took are given out again;"
                                            + " by default ${DEFAULT-VALUE}.")
                    int seconds,
            @Parameters(paramLabel = "WORD", arity = "1..*", description = "What is to be done.") List<String> words)
            throws Exception {
        refuseUnless(port >= 0 && port <= 65535, "--port must be between 0 and 65535, not " + port);
        refuseUnless(seconds >= 1, "--patience must be at least 1, not " + seconds);
        var jobs = new Queue<Job>();
        var answers = new Queue<Job>();
        var workers = new Queue<Long>(); // Who comes is put into it, and is a task done when leaving.
        var manager = new BaseManager(options(port, keyToServe(keyFile)));
        manager.register("jobs", QueueProxy.class, () -> jobs);
        manager.register("answers", QueueProxy.class, () -> answers);
        manager.register("workers", QueueProxy.class, () -> workers);
        try (Server server = listen(manager, port)) {
            int listening = ((InetSocketAddress) server.address()).getPort();
            say("listening; in another terminal:");
            Class<?> main = spec.root().userObject().getClass();
            String key = keyFile.toAbsolutePath().toString();
            say("  " + ThisProgram.line(main, "jobs", "work", "--port", "" + listening, "--key-file", key));
            Duration patience = Duration.ofSeconds(seconds);
            giveOut(words, jobs, answers, patience);
            jobs.shutdown(true); // What was given out twice is not wanted any more.
            workers.join(patience); // They hear of the end; a killed one does not.
        }
        return CommandLine.ExitCode.OK;
    }

    /** Returns when each word was answered. A job that is neither answered nor in the queue may be lost with its worker. */
    private void giveOut(List<String> words, Queue<Job> jobs, Queue<Job> answers, Duration patience)
            throws InterruptedException {
        var unanswered = new LinkedHashMap<Integer, Job>();
        for (String word : words) {
            var job = new Job(unanswered.size() + 1, word);
            unanswered.put(job.number(), job);
            jobs.put(job);
        }
        while (!unanswered.isEmpty()) {
            try {
                Job answer = answers.get(patience);
                if (unanswered.remove(answer.number()) != null) { // Else it was given out and answered twice.
                    say(answer.text());
                }
            } catch (QueueEmptyException e) {
                if (jobs.empty()) { // Else there is nobody to take more.
                    tell("no answer for " + patience.toSeconds() + " s; giving out "
                            + Amounts.count(unanswered.size(), "job") + " again");
                    for (Job job : unanswered.values()) {
                        jobs.put(job);
                    }
                }
            }
        }
    }

    @Command(name = "work", description = "Takes words from the other terminal until there are no more.")
    int work(
            @Option(names = "--port", paramLabel = "N", required = true, description = "Where the other one listens.")
                    int port,
            @Option(names = "--key-file", paramLabel = "FILE", required = true, description = "Where the key is.")
                    Path keyFile)
            throws Exception {
        refuseUnless(port >= 1 && port <= 65535, "--port must be between 1 and 65535, not " + port);
        var manager = new BaseManager(options(port, key(keyFile)));
        manager.register("jobs", QueueProxy.class);
        manager.register("answers", QueueProxy.class);
        manager.register("workers", QueueProxy.class);
        int done = 0;
        boolean over = false;
        try {
            manager.connect();
            QueueProxy<Job> jobs = queue(manager, "jobs");
            QueueProxy<Job> answers = queue(manager, "answers");
            QueueProxy<Long> workers = queue(manager, "workers");
            workers.put(ProcessHandle.current().pid());
            try {
                while (true) {
                    Job job = jobs.get();
                    String capitals = job.text().toUpperCase(Locale.ROOT);
                    answers.put(new Job(job.number(), job.text() + " -> " + capitals));
                    done++;
                }
            } catch (QueueShutDownException e) {
                over = true;
                workers.taskDone();
            }
        } catch (ManagerLostException e) {
            if (!over) {
                say("the other one has gone; " + Amounts.count(done, "job") + " done");
                return CommandLine.ExitCode.SOFTWARE;
            }
        } catch (AuthenticationException e) {
            throw new ExampleFailure("the other one has another key than " + keyFile, e);
        } catch (IOException e) {
            throw new ExampleFailure("nobody gives out jobs at port " + port + ": " + e.getMessage(), e);
        }
        say("no more; " + Amounts.count(done, "job") + " done");
        return CommandLine.ExitCode.OK;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Both sides put the same into it.
    private static <E> QueueProxy<E> queue(BaseManager manager, String name) {
        return (QueueProxy<E>) manager.create(name, QueueProxy.class);
    }

    private static Server listen(BaseManager manager, int port) throws ExampleFailure {
        try {
            return manager.getServer();
        } catch (IOException e) {
            throw new ExampleFailure("cannot listen at port " + port + ": " + e.getMessage(), e);
        }
    }

    private static ManagerOptions options(int port, byte[] key) {
        return ManagerOptions.defaults()
                .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .withAuthKey(key)
                .withAllowedClasses(Job.class.getName());
    }

    /** Reads the key, or makes one that nobody else can read. */
    private byte[] keyToServe(Path file) throws IOException, ExampleFailure {
        if (Files.notExists(file)) {
            var fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (NoSuchFileException e) {
                throw new ExampleFailure("cannot make the key " + file + ": there is no such folder", e);
            } catch (IOException e) {
                throw new ExampleFailure("cannot make the key " + file + ": " + Reason.of(e), e);
            }
            Files.write(file, fresh);
        }
        return key(file);
    }

    private byte[] key(Path file) throws IOException {
        refuseUnless(!Files.isDirectory(file), file + " is a folder, not a key");
        refuseUnless(Files.isRegularFile(file), "there is no key " + file + "; 'jobs serve' makes one");
        byte[] key = Files.readAllBytes(file);
        refuseUnless(key.length > 0, "the key " + file + " is empty");
        return key;
    }

    /** Refuses in the name of the subcommand, whose help has the options. */
    private void refuseUnless(boolean sensible, String message) {
        Refusal.unless(sensible, subcommand(), message);
    }

    private CommandSpec subcommand() {
        return spec.commandLine().getParseResult().subcommand().commandSpec();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(subcommand().qualifiedName() + ": " + line);
        err.flush();
    }
}
