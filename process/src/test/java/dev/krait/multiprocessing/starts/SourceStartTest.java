package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of programs whose classes lie in no file: they ask their parent for them. */
class SourceStartTest {
    @TempDir
    Path folder;

    @Test
    void sourceLauncher_sendsItsClassesToWorkers() throws Exception {
        // From 22 on the folder must be that of the package.
        Path source = Files.createDirectories(folder.resolve("sample")).resolve("Sample.java");
        Files.writeString(source, Programs.SAMPLE);

        Programs.run(
                        folder,
                        List.of(
                                "-Ddev.krait.cache=off",
                                "-cp",
                                Programs.path(Programs.krait()),
                                source.toString(),
                                "7"))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void classesSentOnDemand_comeBackAsThoseOfTheParent() throws Exception {
        Path source = Files.writeString(folder.resolve("Back.java"), """
                import dev.krait.multiprocessing.Pool;

                public class Back {
                    enum Colour { RED, GREEN }

                    interface Shape extends java.io.Serializable { String name(); }

                    static class Failure extends Exception {
                        Failure(String message) { super(message); }
                    }

                    public static void main(String[] arguments) throws Exception {
                        try (var pool = new Pool(1)) {
                            Colour colour = pool.apply(c -> Colour.values()[1 - c.ordinal()], Colour.RED);
                            System.out.println(colour == Colour.GREEN);
                            Shape[] shapes = pool.apply(() -> new Shape[] {() -> "circle"});
                            System.out.println(shapes[0].name());
                            Object proxy = pool.apply(shape -> shape, proxy());
                            System.out.println(proxy instanceof Shape);
                            try {
                                pool.apply(() -> { throw new Failure("on purpose"); });
                            } catch (Failure e) {
                                System.out.println(e.getMessage());
                            }
                            System.out.println(pool.apply(() -> {
                                return Thread.currentThread().getContextClassLoader().loadClass("Back$Colour")
                                        == Colour.class;
                            }));
                        }
                    }

                    static Shape proxy() {
                        return (Shape) java.lang.reflect.Proxy.newProxyInstance(
                                Back.class.getClassLoader(), new Class<?>[] {Shape.class}, new Handler());
                    }

                    static class Handler implements java.lang.reflect.InvocationHandler, java.io.Serializable {
                        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
                            return "handled";
                        }
                    }
                }
                """);

        Programs.run(
                        folder,
                        List.of("-Ddev.krait.cache=off", "-cp", Programs.path(Programs.krait()), source.toString()))
                .assertSays("true\ncircle\ntrue\non purpose\ntrue");
    }

    @Test
    void processOfItsOwn_getsItsClassesFromItsParentAlsoThoseOfMessages() throws Exception {
        Path source = Files.writeString(folder.resolve("Alone.java"), """
                import dev.krait.multiprocessing.Process;
                import dev.krait.multiprocessing.Queue;
                import dev.krait.multiprocessing.connection.Pipe;

                public class Alone {
                    record Note(int number) implements java.io.Serializable {}
                    record Greeting(String text) implements java.io.Serializable {}
                    record Question(int number) implements java.io.Serializable {}
                    record Answer(int number) implements java.io.Serializable {}

                    public static void main(String[] arguments) throws Exception {
                        var greeting = new Greeting("hello");
                        var notes = new Queue<Note>();
                        notes.put(new Note(1));
                        System.out.println(notes.get());
                        try (var pipe = new Pipe()) {
                            var child = pipe.child();
                            var process = new Process(() -> {
                                System.out.println(greeting + " " + Helper.answer());
                                var question = (Question) child.recv();
                                child.send(new Answer(question.number() + 1));
                                notes.put(new Note(2));
                            });
                            process.start();
                            pipe.parent().send(new Question(41));
                            System.out.println(pipe.parent().recv());
                            process.join();
                            System.out.println(process.exitCode() + " " + notes.get());
                        }
                    }

                    static class Helper {
                        static int answer() { return 42; }
                    }
                }
                """);

        Programs.run(
                        folder,
                        List.of("-Ddev.krait.cache=off", "-cp", Programs.path(Programs.krait()), source.toString()))
                .assertSays("Note[number=1]\nGreeting[text=hello] 42\nAnswer[number=42]\n0 Note[number=2]");
    }

    @Test
    void manager_getsClassesAndLambdasOfItsClients() throws Exception {
        Path source = Files.writeString(folder.resolve("Managed.java"), """
                import dev.krait.multiprocessing.Pool;
                import dev.krait.multiprocessing.managers.BaseManager;
                import dev.krait.multiprocessing.managers.Manager;

                public class Managed {
                    record Note(int number) implements java.io.Serializable {}

                    public interface Account { int add(int amount); }

                    public static class Book implements Account {
                        private int sum;
                        public int add(int amount) { return sum += amount; }
                    }

                    public static class Bank extends BaseManager {
                        public Bank() { register("Account", Account.class, Book::new); }
                        public Account account() { return create("Account", Account.class); }
                    }

                    public static void main(String[] arguments) throws Exception {
                        try (var manager = new Manager(); var pool = new Pool(1)) {
                            var counts = manager.<String, Integer>dict();
                            counts.put("a", 1);
                            counts.merge("a", 41, (x, y) -> x + y);
                            var notes = manager.<String, Note>dict();
                            notes.put("here", new Note(1));
                            pool.apply(() -> { notes.put("there", new Note(2)); });
                            System.out.println(counts.get("a") + " " + notes.get("here") + " " + notes.get("there"));
                        }
                        try (var bank = new Bank(); var pool = new Pool(1)) {
                            bank.start();
                            var account = bank.account();
                            account.add(1);
                            System.out.println(pool.apply(() -> account.add(41)));
                        }
                    }
                }
                """);

        Programs.run(
                        folder,
                        List.of("-Ddev.krait.cache=off", "-cp", Programs.path(Programs.krait()), source.toString()))
                .assertSays("42 Note[number=1] Note[number=2]\n42");
    }

    @Test
    void poolInAWorker_getsTheClassesThroughItsParent() throws Exception {
        Path source = Files.writeString(folder.resolve("Nested.java"), """
                import dev.krait.multiprocessing.Pool;

                public class Nested {
                    public static void main(String[] arguments) throws Exception {
                        try (var pool = new Pool(1)) {
                            int result = pool.apply(() -> {
                                try (var inner = new Pool(1)) {
                                    return inner.apply(x -> new Adder().add(x), 41);
                                }
                            });
                            System.out.println(result);
                        }
                    }

                    static class Adder {
                        int add(int x) { return x + 1; }
                    }
                }
                """);

        Programs.run(
                        folder,
                        List.of("-Ddev.krait.cache=off", "-cp", Programs.path(Programs.krait()), source.toString()))
                .assertSays("42");
    }

    private Programs.Run jshell(String typed) throws Exception {
        Path jshell = Path.of(System.getProperty("java.home"), "bin", "jshell");
        assumeTrue(Files.isExecutable(jshell), "this JDK has no jshell");
        Programs.Run run = Programs.run(
                folder,
                jshell,
                List.of(
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "-R-Ddev.krait.cache=off",
                        "--class-path",
                        Programs.path(Programs.krait()),
                        "-s",
                        "-"),
                typed + "/exit\n");
        assertThat(run.exitCode()).isZero();
        return run;
    }

    @Test
    void jshell_sendsItsSnippetsToWorkers() throws Exception {
        Programs.Run run = jshell("""
                import dev.krait.multiprocessing.Pool;
                record Pair(int a, int b) implements java.io.Serializable {}
                int twice(int x) { return 2 * x; }
                Pool pool = new Pool(1);
                System.out.println(pool.map(x -> new Pair(twice(x), x), List.of(1, 2, 3)));
                pool.terminate();
                pool.join();
                """);

        assertThat(run.output().strip()).endsWith("[Pair[a=2, b=1], Pair[a=4, b=2], Pair[a=6, b=3]]");
    }

    @Test
    void variablesOfJshell_haveInWorkersTheValuesThatTheyHaveAtTheCall() throws Exception {
        Programs.Run run = jshell("""
                import dev.krait.function.Function1;
                import dev.krait.multiprocessing.Pool;
                int n = 5;
                List<String> names = new ArrayList<>(List.of("a"));
                int scaled(int x) { return x * n; }
                Function1<Integer, Integer> kept = x -> scaled(x) + names.size();
                Pool pool = new Pool(1);
                System.out.println(pool.map(x -> x * n, List.of(1, 2)));
                System.out.println(pool.map(x -> scaled(x), List.of(1, 2)));
                System.out.println(pool.map(kept, List.of(1, 2)));
                n = 7;
                names.add("b");
                System.out.println(pool.map(kept, List.of(1, 2)));
                Integer last = pool.apply(x -> kept.apply(x) + n, 1);
                System.out.println(last);
                pool.terminate();
                pool.join();
                """);

        assertThat(run.output().strip()).endsWith("[5, 10]\n[5, 10]\n[6, 11]\n[9, 16]\n16");
    }
}
