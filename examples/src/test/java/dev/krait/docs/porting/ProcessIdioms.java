package dev.krait.docs.porting;

import dev.krait.multiprocessing.Context;
import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.ProcessOptions;
import dev.krait.multiprocessing.StartMethod;
import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.connection.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes. */
final class ProcessIdioms extends Idioms {
    ProcessIdioms(List<String> printed) {
        super(printed);
    }

    // region info
    static void info(String title) {
        Process parent = Multiprocessing.parentProcess();
        System.out.println(title + ": " + Multiprocessing.currentProcess().getName() + ", child of "
                + (parent == null ? "nobody" : parent.getName()));
    }
    // endregion

    static void f(String name) {
        info(name);
    }

    void life() throws Exception {
        var p = new Process(() -> f("bob"), "child");
        p.start();
        p.join();
        print(p.exitCode());
        print(p.isAlive());
        p.close();
    }

    static void sleep() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }

    void ending() throws Exception {
        var daemon = ProcessOptions.defaults().withName("sleeper").withDaemon(true);
        var p = new Process(ProcessIdioms::sleep, daemon);
        p.start();
        print(p.pid() > 0);
        print(p.join(Duration.ZERO));
        print(Multiprocessing.activeChildren().size());
        Waitable sentinel = p.sentinel();
        print(sentinel.isReady());
        p.terminate();
        Connection.await(List.of(p.sentinel()));
        p.join();
        print(p.exitCode());
        var q = new Process(ProcessIdioms::sleep);
        q.setDaemon(true);
        q.start();
        q.kill();
        q.join();
        print(q.exitCode());
        var r = new Process(() -> System.exit(3));
        r.start();
        r.stop(Duration.ofSeconds(30));
        for (var abrupt : List.of(
                new Process(() -> Runtime.getRuntime().halt(3)),
                new Process(() -> Runtime.getRuntime().halt(137)))) {
            abrupt.start();
            abrupt.join();
            print(abrupt.exitCode());
        }
    }

    // region printing
    static void say(Lock lock, int number) throws InterruptedException {
        try (var held = lock.hold()) {
            System.out.println("hello world " + number);
        }
    }
    // endregion

    void printing() throws Exception {
        // region printing-use
        var lock = new Lock();
        for (int i = 0; i < 2; i++) {
            int number = i;
            new Process(() -> say(lock, number)).start();
        }
        for (Process child : Multiprocessing.activeChildren()) {
            child.join();
        }
        // endregion
    }

    void contexts() throws Exception {
        print(Multiprocessing.getStartMethod());
        print(Multiprocessing.getAllStartMethods());
        Context context = Multiprocessing.getContext(StartMethod.SPAWN);
        try (var pool = context.pool(1)) {
            print(pool.apply(() -> 6 * 7));
        }
        Process process = context.process(() -> f("spawned"));
        print(process.isAlive());
        print(Multiprocessing.cpuCount() > 0);
        Multiprocessing.freezeSupport();
    }

    void startMethod() throws Exception {
        Multiprocessing.setStartMethod(null, true); // a test may not be the first to start a process
        try {
            Multiprocessing.setStartMethod(StartMethod.SPAWN);
            print(Multiprocessing.getStartMethod());
        } finally {
            Multiprocessing.setStartMethod(null, true);
        }
        Multiprocessing.setForkserverPreload(List.of("java.util.ArrayDeque"));
        Multiprocessing.setForkserverPreload(List.of());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Multiprocessing.setExecutable(java);
        Multiprocessing.setExecutable(null);
    }

    private void save() {
        print("saved");
    }

    void end() {
        var saving = new java.lang.Thread(() -> save());
        Runtime.getRuntime().addShutdownHook(saving);
        print(Runtime.getRuntime().removeShutdownHook(saving));
    }

    // region subclass
    static class Counting extends Process {
        private final List<String> words;

        Counting(List<String> words) {
            this.words = words;
        }

        @Override
        public void run() {
            System.out.println(words.size() + " words");
        }
    }
    // endregion

    void subclass() throws Exception {
        // region subclass-use
        var p = new Counting(List.of("to", "be", "or", "not"));
        p.start();
        p.join();
        // endregion
    }

    static void ids() {
        System.out.println(ProcessHandle.current().pid());
        System.out.println(ProcessHandle.current().parent().get().pid());
    }

    void system() throws Exception {
        var p = new Process(() -> ids());
        p.start();
        print(p.pid());
        p.joinOrThrow();
        var reader = new Process(() -> System.out.println(System.in.read()));
        reader.start();
        reader.joinOrThrow();
    }

    void interrupt() throws Exception {
        var p = new Process(ProcessIdioms::sleepUntilInterrupted);
        p.start();
        p.interrupt();
        p.join();
        print(p.exitCode());
        byte[] key = Multiprocessing.currentProcess().authKey();
        p.setAuthKey(key);
        print(Arrays.equals(p.authKey(), key));
    }

    static void sleepUntilInterrupted() {
        try {
            sleep();
        } catch (InterruptedException e) {
            System.exit(5);
        }
    }

    void launch() throws Exception {
        // region launch
        var launch = LaunchOptions.defaults()
                .withJvmOptions("-Xss2m")
                .withEnvironment("LANG", "C")
                .withHeapShare(0.25);
        var process = new Process(
                () -> System.out.println(System.getenv("LANG")),
                ProcessOptions.defaults().withLaunch(launch));
        // endregion
        process.start();
        process.joinOrThrow();
    }
}
