package dev.krait.examples.classics;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.ManagerLostException;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.QueueProxy;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.queue.Queue;
import dev.krait.queue.QueueShutDownException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
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
            @Parameters(paramLabel = "WORD", arity = "1..*", description = "What is to be done.") List<String> words)
            throws Exception {
        Refusal.unless(port >= 0 && port <= 65535, spec, "--port must be between 0 and 65535, not " + port);
        var jobs = new Queue<String>();
        var answers = new Queue<String>();
        var manager = new BaseManager(options(port, keyToServe(keyFile)));
        manager.register("jobs", QueueProxy.class, () -> jobs);
        manager.register("answers", QueueProxy.class, () -> answers);
        try (Server server = listen(manager, port)) {
            say("listening; in another terminal: jobs work --port " + ((InetSocketAddress) server.address()).getPort()
                    + " --key-file " + keyFile);
            for (String word : words) {
                jobs.put(word);
            }
            for (int i = 0; i < words.size(); i++) {
                say(answers.get());
            }
            jobs.shutdown();
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "work", description = "Takes words from the other terminal until there are no more.")
    int work(
            @Option(names = "--port", paramLabel = "N", required = true, description = "Where the other one listens.")
                    int port,
            @Option(names = "--key-file", paramLabel = "FILE", required = true, description = "Where the key is.")
                    Path keyFile)
            throws Exception {
        Refusal.unless(port >= 1 && port <= 65535, spec, "--port must be between 1 and 65535, not " + port);
        var manager = new BaseManager(options(port, key(keyFile)));
        manager.register("jobs", QueueProxy.class);
        manager.register("answers", QueueProxy.class);
        int done = 0;
        try {
            manager.connect();
            QueueProxy<String> jobs = queue(manager, "jobs");
            QueueProxy<String> answers = queue(manager, "answers");
            while (true) {
                String word = jobs.get();
                answers.put(word + " -> " + word.toUpperCase(Locale.ROOT));
                done++;
            }
        } catch (QueueShutDownException | ManagerLostException e) {
            say("no more; " + Amounts.count(done, "job") + " done");
            return CommandLine.ExitCode.OK;
        } catch (AuthenticationException e) {
            throw new ExampleFailure("the other one has another key than " + keyFile, e);
        } catch (IOException e) {
            throw new ExampleFailure("nobody gives out jobs at port " + port + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // Both sides put strings into it.
    private static QueueProxy<String> queue(BaseManager manager, String name) {
        return (QueueProxy<String>) manager.create(name, QueueProxy.class);
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
                .withAuthKey(key);
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
            }
            Files.write(file, fresh);
        }
        return key(file);
    }

    private byte[] key(Path file) throws IOException {
        Refusal.unless(Files.isRegularFile(file), spec, "there is no key " + file + "; 'jobs serve' makes one");
        byte[] key = Files.readAllBytes(file);
        Refusal.unless(key.length > 0, spec, "the key " + file + " is empty");
        return key;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
