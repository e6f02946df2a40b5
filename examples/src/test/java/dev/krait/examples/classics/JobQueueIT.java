package dev.krait.examples.classics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.examples.ExampleResult;
import dev.krait.examples.ExampleRun;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.QueueProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job queue between processes, and what becomes of it when one of them is killed. */
class JobQueueIT {
    private static final Pattern WORK =
            Pattern.compile("^ +(java .* jobs work --port (\\d+) --key-file .*)$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private ExampleRun serve(List<String> words) throws Exception {
        var line = new ArrayList<>(List.of("jobs", "serve", "--patience", "1", "--key-file", key()));
        line.addAll(words);
        ExampleRun serving = ExampleRun.start(line.toArray(new String[0]));
        until(() -> WORK.matcher(serving.said()).find());
        return serving;
    }

    private String key() {
        return folder.resolve("a key").toString();
    }

    private ExampleRun work(ExampleRun serving) throws Exception {
        return ExampleRun.start("jobs", "work", "--port", advice(serving).group(2), "--key-file", key());
    }

    private static Matcher advice(ExampleRun serving) throws Exception {
        Matcher found = WORK.matcher(serving.said());
        assertThat(found.find()).isTrue();
        return found;
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(condition);
    }

    private static void kill(ExampleRun run) throws Exception {
        run.handle().destroyForcibly();
        run.result();
    }

    private static List<String> words(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "w" + i).toList();
    }

    private static List<String> answers(String said) {
        return said.lines().filter(line -> line.contains(" -> ")).toList();
    }

    @Test
    void lineForTheOtherTerminal_canBeCopiedAsItIs() throws Exception {
        try (ExampleRun serving = serve(List.of("one", "two", "three"))) {
            ProcessBuilder shell =
                    new ProcessBuilder("sh", "-c", advice(serving).group(1));
            shell.environment()
                    .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
            Process worker = shell.directory(folder.toFile())
                    .redirectOutput(folder.resolve("worker").toFile())
                    .redirectErrorStream(true)
                    .start();
            assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
            worker.getOutputStream().close();

            assertThat(folder.resolve("worker")).hasContent("no more; 3 jobs done");
            assertThat(worker.exitValue()).isZero();
            assertThat(serving.result().status()).isZero();
            assertThat(serving.said()).endsWith("one -> ONE\ntwo -> TWO\nthree -> THREE\n");
        }
    }

    @Test
    void whatAKilledWorkerTook_isGivenOutAgain() throws Exception {
        List<String> words = words(8_000);
        try (ExampleRun serving = serve(words)) {
            try (ExampleRun killed = work(serving)) {
                until(() -> !answers(serving.said()).isEmpty());
                kill(killed);
            }
            try (ExampleRun second = work(serving)) {
                ExampleResult served = serving.result();

                assertThat(served.status()).as(served.err()).isZero();
                assertThat(answers(served.out()))
                        .containsExactlyInAnyOrderElementsOf(words.stream()
                                .map(word -> word + " -> " + word.toUpperCase(Locale.ROOT))
                                .toList());
                second.result();
            }
        }
    }

    @Test
    void lateAnswers_areAnsweredAlready() throws Exception {
        try (ExampleRun serving = serve(List.of("one", "two"))) {
            var port = Integer.parseInt(advice(serving).group(2));
            var manager = new BaseManager(ManagerOptions.defaults()
                    .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .withAuthKey(Files.readAllBytes(Path.of(key())))
                    .withAllowedClasses(JobQueue.Job.class.getName()));
            manager.register("jobs", QueueProxy.class);
            manager.register("answers", QueueProxy.class);
            manager.connect();
            var jobs = (QueueProxy<?>) manager.create("jobs", QueueProxy.class);
            @SuppressWarnings("unchecked")
            var answers = (QueueProxy<Object>) manager.create("answers", QueueProxy.class);

            Object one = jobs.get();
            Object two = jobs.get();
            assertThat(List.of(jobs.get(), jobs.get())).as("given out again").containsExactly(one, two);
            answers.put(one);
            answers.put(one);
            answers.put(two);

            assertThat(serving.result().status()).isZero();
            assertThat(serving.said()).endsWith("\none\ntwo\n");
        }
    }

    @Test
    void workerWhoseServerIsKilled_saysSoAndFails() throws Exception {
        try (ExampleRun serving = serve(words(20_000));
                ExampleRun worker = work(serving)) {
            until(() -> !answers(serving.said()).isEmpty());
            kill(serving);

            ExampleResult result = worker.result();
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.out()).matches("the other one has gone; [\\d,]+ jobs? done\n");
            assertThat(result.err()).isEmpty();
        }
    }
}
