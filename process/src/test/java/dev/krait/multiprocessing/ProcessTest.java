package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static void sleepLong() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** What a child wrote into a file, since its own memory is gone. */
    private String said(Path file) throws IOException {
        return Files.readString(file);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void say(String file, Object text) throws IOException {
        Files.writeString(Path.of(file), String.valueOf(text));
    }

    /** Says where it is once it runs, then sleeps. */
    private Process sleeper(String file) {
        return new Process(() -> {
            say(file, "runs");
            sleepLong();
        });
    }

    private static void awaitFile(String file) {
        await().pollInSameThread().atMost(LONG).until(() -> Files.exists(Path.of(file)));
    }

    @Test
    void target_runsInAProcessOfItsOwn() throws Exception {
        String pid = file("pid");
        var process = new Process(() -> say(pid, ProcessHandle.current().pid()));

        assertThat(process.pid()).isNull();
        assertThat(process.exitCode()).isNull();
        assertThat(process.isAlive()).isFalse();
        process.start();
        assertThat(process.pid()).isNotNull().isEqualTo(process.ident());
        process.join();

        assertThat(process.exitCode()).isZero();
        assertThat(process.isAlive()).isFalse();
        assertThat(said(folder.resolve("pid"))).isEqualTo(String.valueOf(process.pid()));
        process.join();
        assertThat(process.join(Duration.ZERO)).isTrue();
    }

    @Test
    void start_byAnInterruptedThread_startsItAndKeepsTheInterrupt() throws Exception {
        var process = Multiprocessing.getContext(StartMethod.SPAWN).process(() -> {});
        Thread.currentThread().interrupt();
        try {
            process.start();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        process.join();
        assertThat(process.exitCode()).isZero();
    }

    /** A process with state in its fields. */
    static final class Adder extends Process {
        private static final long serialVersionUID = 1L;

        private final List<Integer> numbers;
        private final String file;

        Adder(List<Integer> numbers, String file) {
            this.numbers = numbers;
            this.file = file;
        }

        @Override
        public void run() throws IOException {
            var self = (Adder) Multiprocessing.currentProcess();
            int sum = self.numbers.stream().mapToInt(Integer::intValue).sum();
            say(file, getName() + " " + isDaemon() + " " + sum + " " + (self == this));
        }
    }

    @Test
    void subclass_crossesWithItsFields() throws Exception {
        var adder = new Adder(List.of(1, 2, 3), file("sum"));
        adder.setDaemon(true);
        assertThat(adder.getName()).startsWith("Adder-");
        adder.setName("my adder");

        adder.start();
        adder.join();

        assertThat(said(folder.resolve("sum"))).isEqualTo("my adder true 6 true");
    }

    @Test
    void names_countUpAndNestBelowThatOfTheParent() throws Exception {
        var first = new Process(() -> {});
        var named = new Process(() -> {}, "named");
        var third = new Process(() -> {}, ProcessOptions.defaults().withName(""));
        int number = Integer.parseInt(first.getName().substring("Process-".length()));

        assertThat(first.getName()).isEqualTo("Process-" + number);
        assertThat(named.getName()).isEqualTo("named");
        assertThat(third.getName()).isEqualTo("Process-" + (number + 2));

        String file = file("names");
        var parent = new Process(() -> {
            var child = new Process(() -> say(
                    file,
                    Multiprocessing.currentProcess().getName() + " below "
                            + Multiprocessing.parentProcess().getName()));
            child.start();
            child.join();
        });
        parent.start();
        parent.join();
        assertThat(said(folder.resolve("names")))
                .isEqualTo("Process-" + (number + 3) + ":1 below Process-" + (number + 3));
    }

    @Test
    void child_knowsItselfAndItsParent() throws Exception {
        String file = file("family");
        var process = new Process(() -> {
            Process self = Multiprocessing.currentProcess();
            Process parent = Multiprocessing.parentProcess();
            say(
                    file,
                    List.of(
                            self.pid() == ProcessHandle.current().pid(),
                            self.isAlive(),
                            parent.getName(),
                            parent.pid(),
                            parent.isAlive(),
                            parent.join(Duration.ofMillis(1)),
                            Multiprocessing.activeChildren().size()));
        });
        process.start();
        process.join();

        assertThat(said(folder.resolve("family")))
                .isEqualTo(
                        "[true, true, MainProcess, " + ProcessHandle.current().pid() + ", true, false, 0]");
        assertThat(Multiprocessing.parentProcess()).isNull();
        assertThat(Multiprocessing.currentProcess().getName()).isEqualTo("MainProcess");
        assertThat(Multiprocessing.currentProcess()).isSameAs(Multiprocessing.currentProcess());
        assertThat(Multiprocessing.currentProcess().isDaemon()).isFalse();
    }

    @Test
    void workerOfAPool_hasAProcessObjectToo() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> Multiprocessing.currentProcess().getName()))
                    .startsWith("PoolWorker-");
        }
    }

    @Test
    void exitCode_isThatOfSystemExit() throws Exception {
        var process = new Process(() -> System.exit(7));
        process.start();
        process.join();

        assertThat(process.exitCode()).isEqualTo(7);
    }

    @Test
    void exitCode_thatLooksLikeASignalsIsTakenForWhatItIs() throws Exception {
        var process = new Process(() -> System.exit(137));
        process.start();
        process.join();

        assertThat(process.exitCode()).isEqualTo(137);
    }

    @Test
    void uncaughtException_isPrintedAndGivesExitCode1() throws Exception {
        var process = new Process(() -> {
            throw new IllegalStateException("spoiled");
        });
        String printed = Printed.byThisProcess(() -> {
            process.start();
            process.join();
        });

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(printed)
                .contains("Exception in process " + process.getName() + " (pid " + process.pid() + "):")
                .contains("java.lang.IllegalStateException: spoiled")
                .contains("ProcessTest");
        assertThatIllegalStateException().isThrownBy(process::joinOrThrow).withMessage("spoiled");
    }

    @Test
    void terminate_givesMinus15AndKillMinus9() throws Exception {
        var terminated = sleeper(file("first"));
        var killed = sleeper(file("second"));
        terminated.start();
        killed.start();
        awaitFile(file("first"));
        awaitFile(file("second"));
        assertThat(terminated.join(Duration.ZERO)).isFalse();
        assertThat(terminated.isAlive()).isTrue();

        terminated.terminate();
        killed.kill();
        terminated.join();
        killed.join();

        assertThat(terminated.exitCode()).isEqualTo(-15);
        assertThat(killed.exitCode()).isEqualTo(-9);
        terminated.terminate();
        killed.kill();
        killed.interrupt();
        assertThatThrownBy(killed::joinOrThrow)
                .isInstanceOf(WorkerLostException.class)
                .hasMessageContaining("signal 9")
                .hasMessageContaining(killed.getName())
                .hasMessageContaining("its run() did not return, and only a new process runs it again")
                .hasMessageNotContaining("task");
    }

    @Test
    void terminate_beforeTheTargetBegins_endsTheProcess() throws Exception {
        var process = new Process(ProcessTest::sleepLong);
        process.start();
        process.terminate();
        process.join();

        assertThat(process.exitCode()).isNotNull().isNotZero();
    }

    @Test
    void interrupt_endsABlockingTargetWithExitCode1() throws Exception {
        var process = sleeper(file("running"));
        Printed.byThisProcess(() -> {
            process.start();
            awaitFile(file("running"));
            process.interrupt();
            process.join();
        });

        assertThat(process.exitCode()).isEqualTo(1);
        assertThatThrownBy(process::joinOrThrow).isInstanceOf(InterruptedException.class);
    }

    @Test
    void interrupt_beforeTheTargetBegins_isNotLost() throws Exception {
        var process = new Process(ProcessTest::sleepLong);
        Printed.byThisProcess(() -> {
            process.start();
            process.interrupt();
            process.join();
        });

        assertThat(process.exitCode()).isEqualTo(1);
    }

    @Test
    void stop_killsWhatDoesNotListen() throws Exception {
        String file = file("deaf");
        var deaf = new Process(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }));
            say(file, "runs");
            sleepLong();
        });
        deaf.start();
        awaitFile(file);

        deaf.stop(Duration.ofMillis(200));

        assertThat(deaf.exitCode()).isEqualTo(-9);
        deaf.stop(Duration.ZERO);
    }

    @Test
    void printing_comesOutHereInWholeLinesBeforeJoinReturns() throws Exception {
        var process = new Process(() -> {
            for (int i = 0; i < 100; i++) {
                System.out.println("line " + i);
            }
            System.out.print("rest");
        });
        String printed = Printed.byThisProcess(() -> {
            process.start();
            process.join();
        });

        assertThat(printed)
                .contains("line 0" + System.lineSeparator() + "line 1")
                .endsWith("rest");
    }

    @Test
    void exitHookThatPrintsMoreThanTheChannelHolds_isHeardOut() throws Exception {
        var process = new Process(() -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (int i = 0; i < 30_000; i++) {
                System.out.println("a line of an exit hook, number " + i);
            }
        })));
        String printed = Printed.byThisProcess(() -> {
            process.start();
            process.join();
        });

        assertThat(process.exitCode()).isZero();
        assertThat(printed).contains("number 0").contains("number 29999");
    }

    @Test
    void rawWritesToTheStandardStreams_doNotHarmTheChannel() throws Exception {
        var process = new Process(() -> {
            try (var raw = new FileOutputStream("/dev/fd/1")) {
                raw.write("raw text\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
            }
            if (System.in.read() >= 0) {
                throw new IllegalStateException("there is something to read");
            }
        });
        String printed = Printed.byThisProcess(() -> {
            process.start();
            process.join();
        });

        assertThat(process.exitCode()).isZero();
        assertThat(printed).contains("raw text");
    }

    @Test
    void joinOrThrow_returnsWhenTheTargetHas() throws Exception {
        var process = new Process(() -> {});
        process.start();
        process.joinOrThrow();
        process.joinOrThrow(Duration.ZERO);
        process.join();

        assertThat(process.exitCode()).isZero();
    }

    @Test
    void joinOrThrow_ofATargetThatGoesOn_timesOut() throws Exception {
        var process = new Process(ProcessTest::sleepLong);
        process.start();

        assertThatThrownBy(() -> process.joinOrThrow(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        process.stop(Duration.ZERO);
    }

    @Test
    void child_waitsForItsOwnThreads() throws Exception {
        String file = file("thread");
        var process = new Process(() -> {
            Process self = Multiprocessing.currentProcess();
            new Thread(() -> {
                        try {
                            Thread.sleep(300);
                            say(file, "done after run, in " + self.getName());
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        });
        process.start();
        process.join();

        assertThat(said(folder.resolve("thread"))).isEqualTo("done after run, in " + process.getName());
    }

    @Test
    void largeProgram_arrivesWhole() throws Exception {
        String file = file("large");
        byte[] bytes = new byte[3_000_000];
        bytes[2_999_999] = 42;
        var process = new Process(() -> say(file, bytes.length + " " + bytes[2_999_999]));
        process.start();
        process.join();

        assertThat(said(folder.resolve("large"))).isEqualTo("3000000 42");
    }

    @Test
    void sentinel_becomesReadyOnceTheProcessHasEnded() throws Exception {
        var process = sleeper(file("waited"));
        assertThatIllegalStateException().isThrownBy(process::sentinel).withMessageContaining("start()");
        process.start();
        Waitable sentinel = process.sentinel();
        var woken = new CountDownLatch(1);
        var unwanted = new CountDownLatch(1);
        Waitable.Watch watch = sentinel.whenReady(woken::countDown);
        sentinel.whenReady(unwanted::countDown).close();
        assertThat(sentinel.isReady()).isFalse();

        process.kill();
        woken.await();
        watch.close();

        assertThat(sentinel.isReady()).isTrue();
        assertThat(process.exitCode()).isEqualTo(-9);
        var again = new CountDownLatch(1);
        sentinel.whenReady(again::countDown).close();
        assertThat(again.getCount()).isZero();
        assertThat(unwanted.getCount()).isOne();
    }

    @Test
    void activeChildren_areThoseThatWereStartedAndHaveNotEnded() throws Exception {
        var idle = new Process(() -> {});
        var first = sleeper(file("a"));
        var second = sleeper(file("b"));
        first.start();
        second.start();
        assertThat(Multiprocessing.activeChildren())
                .containsExactly(first, second)
                .doesNotContain(idle);

        first.stop(Duration.ZERO);
        assertThat(Multiprocessing.activeChildren()).containsExactly(second);
        second.stop(Duration.ZERO);
        assertThat(Multiprocessing.activeChildren()).isEmpty();
    }

    @Test
    void authKey_isInherited() throws Exception {
        String file = file("key");
        assertThat(Multiprocessing.currentProcess().authKey()).hasSize(32);
        var process = new Process(() ->
                say(file, List.of(Multiprocessing.currentProcess().authKey()[0], new Process(() -> {}).authKey()[1])));
        assertThat(process.authKey()).isEqualTo(Multiprocessing.currentProcess().authKey());
        process.setAuthKey(new byte[] {1, 2});
        process.start();
        process.join();

        assertThat(said(folder.resolve("key"))).isEqualTo("[1, 2]");
    }

    @Test
    void daemonFlag_isThatOfTheCreatorUnlessSet() throws Exception {
        String file = file("daemon");
        var process = new Process(
                () -> say(file, new Process(() -> {}).isDaemon()),
                ProcessOptions.defaults().withDaemon(true));
        assertThat(new Process(() -> {}).isDaemon()).isFalse();
        process.start();
        assertThatIllegalStateException().isThrownBy(() -> process.setDaemon(false));
        process.join();
        assertThatIllegalStateException().isThrownBy(() -> process.setDaemon(false));

        assertThat(said(folder.resolve("daemon"))).isEqualTo("true");
    }

    @Test
    void launchOptions_reachTheChildsJvm() throws Exception {
        String file = file("launch");
        var process = new Process(
                () -> say(
                        file,
                        List.of(
                                System.getProperty("colour"),
                                System.getenv("KRAIT_TEST_FLAVOUR"),
                                Path.of("").toAbsolutePath().toRealPath(),
                                Runtime.getRuntime().maxMemory() < 80_000_000)),
                ProcessOptions.defaults()
                        .withLaunch(LaunchOptions.defaults()
                                .withJvmOptions("-Dcolour=green", "-Xmx64m")
                                .withEnvironment("KRAIT_TEST_FLAVOUR", "salty")
                                .withDirectory(folder)));
        process.start();
        process.join();

        assertThat(said(folder.resolve("launch"))).isEqualTo("[green, salty, " + folder.toRealPath() + ", true]");
    }

    @Test
    void path_withoutTheSystemsPrograms_isTheChildsAsItWasSet() throws Exception {
        String file = file("path");
        var process = new Process(
                () -> say(file, System.getenv("PATH")),
                ProcessOptions.defaults()
                        .withLaunch(LaunchOptions.defaults().withEnvironment("PATH", folder.toString())));
        process.start();
        process.joinOrThrow();

        assertThat(said(folder.resolve("path"))).isEqualTo(folder.toString());
    }

    @Test
    void launchOptions_thatCannotWork_areRefused() {
        var launch = LaunchOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withJvmOptions("Main"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch.withJvmOptions("-Xmx64m", "-version"))
                .withMessage("with \"-version\" the JVM would not run the process; leave it out");
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withJvmOptions("--describe-module=java.base"));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withJvmOptions("-Xshare:dump"));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withJvmOptions("-Da=\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withHeapShare(0));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withHeapShare(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withEnvironment("A=B", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withEnvironment("A\0", "c"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch.withEnvironment("A", "b\0"))
                .withMessageContaining("the variable A");
        assertThatIllegalArgumentException().isThrownBy(() -> launch.withDirectory(folder.resolve("nowhere")));
    }

    @Test
    void processThatHalts_isReportedWithWhatItPrintedLast() throws Exception {
        var process = new Process(() -> {
            System.out.println("to the standard output");
            Runtime.getRuntime().halt(3);
        });
        process.start();

        assertThatThrownBy(process::joinOrThrow)
                .isInstanceOf(WorkerLostException.class)
                .hasMessageEndingWith("the worker's last words: to the standard output");
    }

    @Test
    void jvmThatDoesNotStart_isAnEndedProcess_alsoWhenItEndsBeforeItHasItsProgram() throws Exception {
        byte[] writtenWhileItEnds = new byte[64 << 20];
        var process = new Process(
                () -> say("never", writtenWhileItEnds.length),
                ProcessOptions.defaults().withLaunch(LaunchOptions.defaults().withJvmOptions("-XX:NoSuchOption=1")));
        process.start();

        assertThatThrownBy(process::joinOrThrow)
                .isInstanceOf(WorkerLostException.class)
                .hasMessageContaining("NoSuchOption");
        assertThat(process.exitCode()).isEqualTo(1);
    }

    @Test
    void misuse_isRefused() throws Exception {
        var process = new Process(() -> {});
        assertThatIllegalStateException().isThrownBy(process::join).withMessageContaining("call start() first");
        assertThatIllegalStateException().isThrownBy(process::terminate).withMessageContaining("call start() first");
        assertThatIllegalStateException().isThrownBy(process::kill);
        assertThatIllegalStateException().isThrownBy(process::interrupt);
        assertThatIllegalStateException().isThrownBy(process::joinOrThrow);
        assertThatIllegalStateException()
                .isThrownBy(() -> Multiprocessing.currentProcess().join())
                .withMessageContaining("current process");
        assertThatIllegalStateException()
                .isThrownBy(() -> Multiprocessing.currentProcess().kill());
        assertThatIllegalStateException()
                .isThrownBy(() -> Multiprocessing.currentProcess().start());

        process.start();
        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("once");
        process.join();
        assertThatIllegalStateException().isThrownBy(process::start);
    }

    @Test
    void close_letsGoOfAProcessThatHasEnded() throws Exception {
        var process = sleeper(file("open"));
        process.start();
        assertThatIllegalStateException().isThrownBy(process::close).withMessageContaining("while it runs");
        process.stop(Duration.ZERO);

        process.close();
        process.close();

        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(process::join);
        assertThatIllegalStateException().isThrownBy(process::isAlive);
        assertThatIllegalStateException().isThrownBy(process::exitCode);
        assertThatIllegalStateException().isThrownBy(process::pid);
        assertThatIllegalStateException().isThrownBy(process::sentinel);
        assertThat(process.getName()).isNotEmpty();
        assertThat(process.isDaemon()).isFalse();
        new Process(() -> {}).close();
    }

    @Test
    void targetThatCannotTravel_isRefusedByStart() {
        var culprit = new Object();
        var process = new Process(() -> say("nowhere", culprit));

        assertThatIllegalArgumentException()
                .isThrownBy(process::start)
                .withMessageContaining(process.getName())
                .withCauseInstanceOf(NotSerializableException.class);
        assertThat(process.pid()).isNull();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void processObject_travelsToItsOwnProcessAlone() {
        var other = new Process(() -> {}, "other");
        var process = new Process(() -> other.start());

        assertThatIllegalArgumentException().isThrownBy(process::start).withMessageContaining("other");
    }

    @Test
    void description_tellsTheState() throws Exception {
        var process = new Process(() -> {}, "worker bee");
        assertThat(process).hasToString("Process[worker bee, initial]");
        process.setDaemon(true);
        process.start();
        assertThat(process.toString()).startsWith("Process[worker bee, started, daemon, pid ");
        process.join();
        assertThat(process.toString())
                .isEqualTo("Process[worker bee, stopped, daemon, pid " + process.pid() + ", exit code 0]");
    }
}
