package dev.krait.examples.wordcount;

import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.examples.shared.Progress;
import dev.krait.examples.shared.Reason;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.Multiprocessing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Counts the words in all files below some paths. */
@Command(
        name = "wordcount",
        description = {
            "Counts the words in every file below some paths.",
            "",
            "A word is a longest possible run of ASCII letters, in lower case; files are read as bytes. The K most"
                    + " frequent words go to standard output, each as word<TAB>count, by falling count and then by the"
                    + " word; a progress bar and a summary go to standard error. Symbolic links are not followed. A"
                    + " file counts once, whatever the number of paths and hard links that lead to it.",
            "",
            "The exit status is 0 if all went well; 1 if a file could not be read, which is named on standard error and"
                    + " skipped, or if the count failed; 2 if the command line makes no sense or a path does not exist.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: threading.Thread and Lock, queue.Queue, multiprocessing.Pool.apply_async)")
public final class WordCount implements Callable<Integer> {
    /** What counts. */
    enum Mode {
        SEQUENTIAL,
        THREADS,
        PROCESSES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads a mode, so that a wrong one is answered in the words of the help. */
    static final class ModeReader implements ITypeConverter<Mode> {
        @Override
        public Mode convert(String value) {
            for (Mode mode : Mode.values()) {
                if (mode.toString().equals(value)) {
                    return mode;
                }
            }
            throw new TypeConversionException("expected sequential, threads or processes, not '" + value + "'");
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--with",
            paramLabel = "WAY",
            defaultValue = "threads",
            converter = ModeReader.class,
            description = "What counts: ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
    private Mode mode = Mode.THREADS;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many threads or processes; by default one for each processor.")
    private int workers = Multiprocessing.cpuCount();

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "10",
            description = "How many words to print; by default ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "With processes: how often files are counted again whose worker process was lost; by default"
                    + " ${DEFAULT-VALUE}, which makes the loss of a worker an error.")
    private int retries;

    @Option(names = "--quiet", description = "No progress bar and no summary.")
    private boolean quiet;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders with files below them.")
    private List<Path> paths = List.of();

    /** Made by the command line. */
    public WordCount() {}

    @Override
    public Integer call() throws Exception {
        refuseNonsense();
        long started = System.nanoTime();
        var total = new Tally();
        var search = new FileSearch(total);
        for (Path path : paths) {
            search.search(path);
        }
        List<FileGroup> groups = FileGroups.of(search.files(), workers);
        int crew = Math.max(1, Math.min(workers, groups.size()));
        var notes = new ArrayList<String>();
        CountingWay way = switch (mode) {
            case SEQUENTIAL -> new CountOneByOne();
            case THREADS -> new CountWithThreads(crew);
            case PROCESSES -> new CountWithProcesses(crew, retries, notes::add);
        };
        long bytes = search.files().stream().mapToLong(FileSearch.Found::bytes).sum();
        try (var progress = Progress.ofBytes(quiet, "counting", bytes)) {
            way.count(groups, total, group -> progress.done(group.bytes()));
        } finally {
            tell(notes);
        }
        tell(total.problems());
        print(total.words().mostCommon(top));
        if (!quiet) {
            summarise(total, crew, Duration.ofNanos(System.nanoTime() - started));
        }
        return total.problems().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void refuseNonsense() {
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        refuseUnless(top >= 1, "--top must be at least 1, not " + top);
        refuseUnless(retries >= 0, "--retries must not be negative: " + retries);
        for (Path path : paths) {
            refuseUnless(!path.toString().isEmpty(), "a PATH is empty; '.' is the current folder");
            try {
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                // What may not even be looked at may exist; it counts as unreadable.
                refuseUnless(e instanceof AccessDeniedException, "cannot count " + path + ": " + Reason.of(e));
            }
        }
    }

    private void refuseUnless(boolean sensible, String message) {
        Refusal.unless(sensible, spec, message);
    }

    private void tell(List<String> messages) {
        PrintWriter err = spec.commandLine().getErr();
        for (String message : messages) {
            err.println(spec.qualifiedName() + ": " + message);
        }
        err.flush();
    }

    private void print(List<WordCounted> words) throws ExampleFailure, IOException {
        PrintStream stream = System.out;
        OutputStream out = new BufferedOutputStream(stream);
        for (WordCounted word : words) {
            out.write((word.word() + '\t' + word.count() + '\n').getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        if (stream.checkError()) {
            throw new ExampleFailure("could not write the result to standard output");
        }
    }

    private void summarise(Tally total, int crew, Duration time) {
        String by = switch (mode) {
            case SEQUENTIAL -> "one by one";
            case THREADS -> "by " + Amounts.count(crew, "thread");
            case PROCESSES -> "by " + Amounts.count(crew, "process");
        };
        PrintWriter err = spec.commandLine().getErr();
        err.println(Amounts.count(total.words().total(), "word") + ", "
                + Amounts.number(total.words().size()) + " different, in " + Amounts.count(total.files(), "file")
                + " of together " + Amounts.bytes(total.bytes()) + ", counted " + by + " in " + Amounts.seconds(time)
                + (total.problems().isEmpty()
                        ? ""
                        : "; could not read " + total.problems().size()));
        err.flush();
    }
}
