package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.launch.Spares;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Start methods, contexts, and spare JVMs. */
@Timeout(180)
class StartMethodTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @BeforeEach
    void keepSpares() {
        Spares.keep(1);
    }

    @AfterEach
    void releaseSpares() throws Exception {
        Spares.keep(0);
        Multiprocessing.releaseSpares();
        assertThat(Spares.count()).isZero();
    }

    private static void awaitSpares(int count) {
        await().pollInSameThread().atMost(LONG).until(() -> Spares.warm() == count);
    }

    /** The pid of the process that ran, and what its memory held. */
    private String run(Process process) throws Exception {
        process.start();
        process.join();
        assertThat(process.exitCode()).isZero();
        return Files.readString(folder.resolve("said"));
    }

    /** What a process leaves behind in its JVM. */
    static final class Memory {
        static int uses;

        private Memory() {}
    }

    private Process recorder(Context context) {
        String file = folder.resolve("said").toString();
        return context.process(() -> Files.writeString(
                Path.of(file),
                ProcessHandle.current().pid() + " " + ++Memory.uses + " " + Multiprocessing.getStartMethod()));
    }

    @Test
    void forkserver_handsOutASpareOnceAndMakesAnother() throws Exception {
        Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
        assertThat(run(recorder(context))).endsWith(" 1 FORKSERVER");
        awaitSpares(1);
        List<Long> spares = children();
        assertThat(spares).hasSize(1);

        Process second = recorder(context);
        String said = run(second);

        assertThat(second.pid()).isEqualTo(spares.get(0));
        assertThat(said).isEqualTo(second.pid() + " 1 FORKSERVER");
        awaitSpares(1);
        assertThat(children()).hasSize(1).doesNotContain(second.pid());
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void spawn_makesNoSpares() throws Exception {
        assertThat(run(recorder(Multiprocessing.getContext(StartMethod.SPAWN)))).endsWith(" 1 SPAWN");
        assertThat(Spares.count()).isZero();
    }

    @Test
    void spare_servesOnlyTheSameLaunch() throws Exception {
        Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
        run(recorder(context));
        awaitSpares(1);
        List<Long> spares = children();
        String file = folder.resolve("said").toString();
        var other = context.process(
                () -> Files.writeString(Path.of(file), System.getProperty("krait.colour")),
                ProcessOptions.defaults().withLaunch(LaunchOptions.defaults().withJvmOptions("-Dkrait.colour=green")));

        assertThat(run(other)).isEqualTo("green");
        assertThat(spares).doesNotContain(other.pid());
    }

    @Test
    void spareThatWasKilled_isNotHandedOut() throws Exception {
        Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
        run(recorder(context));
        awaitSpares(1);
        ProcessHandle spare = ProcessHandle.of(children().get(0)).orElseThrow();
        spare.destroyForcibly();
        spare.onExit().join();

        assertThat(run(recorder(context))).endsWith(" 1 FORKSERVER");
    }

    @Test
    void pool_takesItsWorkersFromSpares() throws Exception {
        Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
        run(recorder(context));
        awaitSpares(1);
        long spare = children().get(0);

        try (var pool = context.pool(1)) {
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isEqualTo(spare);
        }
    }

    @Test
    void preloadedClasses_areThereInSpares() throws Exception {
        String file = folder.resolve("loaded").toString();
        Multiprocessing.setForkserverPreload(List.of("no.such.Type", Preloaded.class.getName()));
        try {
            Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
            LaunchOptions launch = LaunchOptions.defaults().withJvmOptions("-Dkrait.preloaded=" + file);
            run(context.process(
                    () -> Files.writeString(Path.of(file).resolveSibling("said"), ""),
                    ProcessOptions.defaults().withLaunch(launch)));
            await().pollInSameThread().atMost(LONG).until(() -> Files.exists(Path.of(file)));
            assertThat(Path.of(file)).hasContent("by " + children().get(0));
        } finally {
            Multiprocessing.setForkserverPreload(List.of());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiprocessing.setForkserverPreload(List.of("a".repeat(20_000))));
    }

    /** Tells of its initialisation. */
    static final class Preloaded {
        static {
            try {
                Path half = Path.of(System.getProperty("krait.preloaded") + ".half");
                Files.writeString(half, "by " + ProcessHandle.current().pid());
                Files.move(half, Path.of(System.getProperty("krait.preloaded")));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private Preloaded() {}
    }

    /** Its initialisation starts a program that goes on. */
    static final class Starting {
        static {
            try {
                java.lang.Process started = new ProcessBuilder("sleep", "600").start();
                Path half = Path.of(System.getProperty("krait.started") + ".half");
                Files.writeString(half, Long.toString(started.pid()));
                Files.move(half, Path.of(System.getProperty("krait.started")));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private Starting() {}
    }

    @Test
    void whatAPreloadedClassHasStarted_endsWithItsSpare() throws Exception {
        String file = folder.resolve("started").toString();
        Multiprocessing.setForkserverPreload(List.of(Starting.class.getName()));
        try {
            Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
            LaunchOptions launch = LaunchOptions.defaults().withJvmOptions("-Dkrait.started=" + file);
            run(context.process(
                    () -> Files.writeString(Path.of(file).resolveSibling("said"), ""),
                    ProcessOptions.defaults().withLaunch(launch)));
            await().pollInSameThread().atMost(LONG).until(() -> Files.exists(Path.of(file)));
            ProcessHandle started = ProcessHandle.of(Long.parseLong(Files.readString(Path.of(file))))
                    .orElseThrow();
            Multiprocessing.releaseSpares();
            await().pollInSameThread().atMost(LONG).until(() -> !started.isAlive());
        } finally {
            Multiprocessing.setForkserverPreload(List.of());
        }
    }

    /** Its initialisation fails with an error that the JVM does not wrap. */
    static final class Unloadable {
        static final int SIZE = size();

        private Unloadable() {}

        private static int size() {
            throw new AssertionError("not here");
        }
    }

    @Test
    void preloadedClassWhoseInitialisationFails_costsNoSpare() throws Exception {
        Multiprocessing.setForkserverPreload(List.of(Unloadable.class.getName()));
        try {
            run(recorder(Multiprocessing.getContext(StartMethod.FORKSERVER)));

            awaitSpares(1);
        } finally {
            Multiprocessing.setForkserverPreload(List.of());
        }
    }

    /** Sends lambdas, and calls none itself. */
    static final class Sender {
        private Sender() {}

        static Process process(Context context, ProcessOptions options, String file, int number) {
            return context.process(() -> Files.writeString(Path.of(file), "" + number), options);
        }
    }

    @Test
    void lambdasOfPreloadedClasses_areMadeInSparesAfterTheyWereSentOnce() throws Exception {
        Multiprocessing.setForkserverPreload(List.of(Sender.class.getName()));
        try {
            Context context = Multiprocessing.getContext(StartMethod.FORKSERVER);
            String log = "-Xlog:class+load:file=" + folder.resolve("classes-%p");
            var options = ProcessOptions.defaults()
                    .withLaunch(LaunchOptions.defaults().withJvmOptions(log));
            String said = folder.resolve("said").toString();
            assertThat(run(Sender.process(context, options, said, 7))).isEqualTo("7");
            awaitSpares(1);

            assertThat(folder.resolve("classes-" + children().get(0)))
                    .content()
                    .contains(Sender.class.getName() + "$$Lambda");
            assertThat(run(Sender.process(context, options, said, 8))).isEqualTo("8");
        } finally {
            Multiprocessing.setForkserverPreload(List.of());
        }
    }

    @Test
    void contexts_areTheSameObjectsAndRefuseFork() {
        assertThat(Multiprocessing.getAllStartMethods()).containsExactly(StartMethod.FORKSERVER, StartMethod.SPAWN);
        assertThat(Multiprocessing.getContext(StartMethod.SPAWN))
                .isSameAs(Multiprocessing.getContext(StartMethod.SPAWN))
                .hasToString("Context[SPAWN]");
        assertThat(Multiprocessing.getContext(StartMethod.SPAWN).getStartMethod())
                .isEqualTo(StartMethod.SPAWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiprocessing.getContext(StartMethod.FORK))
                .withMessageContaining("cannot fork");
        assertThatIllegalArgumentException().isThrownBy(() -> Multiprocessing.setStartMethod(StartMethod.FORK, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchOptions.defaults().withStartMethod(StartMethod.FORK));
    }

    /** A program that asks for and sets start methods, and says what came of it. */
    static final class Chooser {
        public static void main(String[] arguments) {
            System.out.println(Multiprocessing.getStartMethod(true));
            Multiprocessing.setStartMethod(StartMethod.SPAWN);
            try {
                Multiprocessing.setStartMethod(StartMethod.FORKSERVER);
            } catch (IllegalStateException refused) {
                System.out.println(refused.getMessage());
            }
            System.out.println(Multiprocessing.getContext());
            Multiprocessing.setStartMethod(StartMethod.FORKSERVER, true);
            System.out.println(Multiprocessing.getStartMethod());
            Multiprocessing.setStartMethod(null, true);
            System.out.println(Multiprocessing.getStartMethod(true));
            System.out.println(Multiprocessing.getStartMethod());
            try {
                Multiprocessing.setStartMethod(StartMethod.SPAWN);
            } catch (IllegalStateException fixed) {
                System.out.println("fixed");
            }
            Multiprocessing.setStartMethod(null, false);
            System.out.println(Multiprocessing.getStartMethod(true));
            Multiprocessing.freezeSupport();
            Multiprocessing.allowConnectionPickling();
        }
    }

    @Test
    void startMethod_isChosenOnceOrByForce() throws Exception {
        try (var program = Program.start(Chooser.class)) {
            assertThat(program.rest().lines())
                    .hasSize(8)
                    .containsSubsequence(
                            "null", "Context[SPAWN]", "FORKSERVER", "null", "FORKSERVER", "fixed", "FORKSERVER")
                    .anySatisfy(line -> assertThat(line).contains("the start method is SPAWN already"));
        }
    }

    @Test
    void executable_isWhatProcessesAreStartedWith() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = folder.resolve("my java");
        Files.writeString(script, "#!/bin/sh\nexport KRAIT_TEST_LAUNCHER=mine\nexec '" + java + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        String file = folder.resolve("said").toString();
        try {
            Multiprocessing.setExecutable(script);
            assertThat(run(Multiprocessing.getContext(StartMethod.SPAWN)
                            .process(() -> Files.writeString(
                                    Path.of(file), String.valueOf(System.getenv("KRAIT_TEST_LAUNCHER"))))))
                    .isEqualTo("mine");
        } finally {
            Multiprocessing.setExecutable(null);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Multiprocessing.setExecutable(folder));
    }
}
