package dev.krait.docs.porting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The porting guide's Java compiles, and does what the guide says. */
class PortingGuideTest {
    private static final Path SOURCES = Path.of("src/test/java/dev/krait/docs/porting");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    private List<String> printedBy(Action... snippets) throws Exception {
        printed.clear();
        for (Action snippet : snippets) {
            snippet.run();
        }
        return List.copyOf(printed);
    }

    private static List<String> standardOutputOf(Action snippet) throws Exception {
        PrintStream out = System.out;
        var caught = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            snippet.run();
        } finally {
            System.setOut(out);
        }
        return caught.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void javaInTables_isTakenFromCodeThatCompiles() throws IOException {
        var code = new StringBuilder();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.filter(file -> file.toString().endsWith("Idioms.java"))
                    .toList()) {
                code.append(dense(Files.readString(source)));
            }
        }
        for (String page : List.of("porting-guide", "guide-executors", "guide-managers", "guide-logging")) {
            List<String> shown = javaInTables(Files.readAllLines(Path.of("../docs", page + ".md")));
            assertThat(shown).as(page).hasSizeGreaterThan(page.equals("porting-guide") ? 200 : 2);
            assertThat(shown.stream().filter(java -> code.indexOf(dense(java)) < 0))
                    .as(page)
                    .isEmpty();
        }
    }

    /** The code in the second column of the tables whose heads say Python and Java. */
    private static List<String> javaInTables(List<String> page) {
        var shown = new ArrayList<String>();
        boolean inside = false;
        for (String line : page) {
            inside = line.equals("| Python | Java |") || (inside && line.startsWith("|"));
            if (inside && !line.startsWith("|---")) {
                Matcher java = CODE.matcher(line.split("\\|", -1)[2]);
                while (java.find()) {
                    shown.add(java.group(1));
                }
            }
        }
        return shown;
    }

    private static String dense(String code) {
        return code.replaceAll("\\s", "");
    }

    @Test
    void threads() throws Exception {
        var idioms = new ThreadIdioms(printed);
        assertThat(printedBy(idioms::life)).contains("f 3", "false", "f 7", "f 11");
        assertThat(printedBy(idioms::subclass)).containsExactly("a.org: 13", "bb.org: 14");
        assertThat(printedBy(idioms::module)).hasSize(7);
        assertThat(printedBy(idioms::context)).containsExactly("ada", "null");
        assertThat(printedBy(idioms::hook)).containsExactly("printer failed: no more paper");
        assertThat(printedBy(idioms::local)).containsExactly("0", "1", "5");
        assertThat(printedBy(idioms::timer)).containsExactly("hello");
        assertThat(printedBy(idioms::iterators)).containsExactlyInAnyOrder("100", "0", "a", "b", "a", "b");
    }

    @Test
    void locks() throws Exception {
        var idioms = new LockIdioms(printed);
        assertThat(printedBy(idioms::locks)).containsExactly("work", "work", "text", "work", "false");
        assertThat(printedBy(idioms::condition)).containsExactly("consumed an item", "too few");
        assertThat(printedBy(idioms::semaphores)).containsExactly("work", "got both");
        assertThat(printedBy(idioms::event)).containsExactly("not yet", "true");
        assertThat(printedBy(idioms::barrier))
                .containsExactly("the server accepts", "ABORTED", "false", "0", "all are here", "0");
        assertThat(printedBy(idioms::oneOfAll)).containsExactly("one tidies up", "1");
    }

    @Test
    void queues() throws Exception {
        var idioms = new QueueIdioms(printed);
        assertThat(printedBy(idioms::calls))
                .containsExactly(
                        "full",
                        "still full",
                        "a",
                        "empty",
                        "still empty",
                        "0",
                        "true",
                        "false",
                        "shut down",
                        "last",
                        "x",
                        "1");
        assertThat(printedBy(idioms::sentinel)).containsExactly("item a");
        assertThat(printedBy(idioms::withoutWaiting)).containsExactly("a", "empty");
        assertThat(printedBy(idioms::workers))
                .containsExactlyInAnyOrder("working on a", "working on b", "working on c");
        assertThat(printedBy(idioms::priorities)).containsExactly("1");
        assertThat(printedBy(idioms::subclass)).containsExactly("[a, b]");
    }

    @Test
    void processes() throws Exception {
        var idioms = new ProcessIdioms(printed);
        assertThat(standardOutputOf(idioms::life)).containsExactly("bob: child, child of MainProcess");
        assertThat(printed).containsExactly("0", "false");
        assertThat(printedBy(idioms::ending)).containsExactly("true", "false", "1", "false", "-15", "-9", "3", "-9");
        assertThat(standardOutputOf(idioms::printing)).containsExactlyInAnyOrder("hello world 0", "hello world 1");
        assertThat(printedBy(idioms::contexts))
                .containsExactly("FORKSERVER", "[FORKSERVER, SPAWN]", "42", "false", "true");
        assertThat(standardOutputOf(idioms::launch)).containsExactly("C");
        assertThat(printedBy(idioms::end)).containsExactly("true");
        assertThat(printedBy(idioms::startMethod)).containsExactly("SPAWN");
        assertThat(standardOutputOf(idioms::subclass)).containsExactly("4 words");
        assertThat(printedBy(idioms::interrupt)).containsExactly("5", "true");
        printed.clear();
        List<String> numbers = standardOutputOf(idioms::system);
        assertThat(printed).containsExactly(numbers.get(0));
        assertThat(numbers.subList(1, 3))
                .containsExactly(String.valueOf(ProcessHandle.current().pid()), "-1");
    }

    @Test
    void pipes() throws Exception {
        var idioms = new PipeIdioms(printed);
        assertThat(printedBy(idioms::pipe)).containsExactly("[42, hello]");
        assertThat(printedBy(idioms::queue)).containsExactly("5", "job", "full", "7");
        assertThat(printedBy(idioms::messages))
                .containsExactly("1", "[2, 3]", "thank you", "ank", "no message", "false", "that was all", "one way");
        assertThat(printedBy(idioms::waitForMany)).containsExactlyInAnyOrder("a0", "a1", "a2", "b0", "b1", "b2");
        assertThat(printedBy(idioms::listener)).containsExactly("[2.25, null, junk]", "[1, 2, 3]");
        assertThat(printedBy(idioms::lastAccepted)).hasSize(2).startsWith("hello");
    }

    @Test
    void queuesBetweenProcesses() throws Exception {
        var idioms = new ProcessQueueIdioms(printed);
        assertThat(printedBy(idioms::work)).containsExactly("[0, 1, 4]");
        assertThat(printedBy(idioms::ends)).containsExactly("10", "true");
        for (Process child : Multiprocessing.activeChildren()) {
            child.join();
        }
    }

    @Test
    void pools() throws Exception {
        var idioms = new PoolIdioms(printed);
        assertThat(printedBy(idioms::calls)).containsExactly("100", "[0, 1, 4, 9, 16]", "0", "1", "we lacked patience");
        assertThat(printedBy(idioms::more))
                .startsWith("9", "7", "8", "[1, 4, 9]", "[4, 5, 6]", "8", "[3, 7]")
                .contains("imap 1", "imap 4", "imap 9", "true")
                .endsWith("49");
        assertThat(printedBy(idioms::options)).containsExactly("hello", "[2, 3]", "16");
        assertThat(printedBy(idioms::starmapAsync)).containsExactly("[3, 7]", "false");
    }

    @Test
    void sharedObjects() throws Exception {
        var idioms = new SharedIdioms(printed);
        assertThat(printedBy(idioms::locked)).containsExactly("9", "3.5", "false", "5", "[5, 0, 0]", "10", "2");
        assertThat(printedBy(idioms::raw)).containsExactly("8", "3.5", "10");
        assertThat(printedBy(idioms::change)).containsExactly("3.1415927", "[0, -1, -2]");
        assertThat(printedBy(idioms::locks)).containsExactly("1");
        assertThat(printedBy(idioms::oneLock))
                .containsExactly("49 0.1111111111111111 HELLO WORLD", "[3.515625, 39.0625, 33.0625, 4.0]");
        assertThat(printedBy(idioms::bytes)).containsExactly("HELLO world", "8 7");
        assertThat(printedBy(idioms::memoryManager)).containsExactly("3", "128");
        assertThat(printedBy(idioms::memory)).containsExactly("100", "0.5", "-78.5", "1");
    }

    @Test
    void managers() throws Exception {
        var idioms = new ManagerIdioms(printed);
        assertThat(printedBy(idioms::child)).hasSize(2).endsWith("[3, 2, 1, 0]");
        assertThat(printed.get(0)).contains("1=1", "2=2", "0.25=null");
        assertThat(printedBy(idioms::nested)).containsExactly("1", "{}", "{a=1}", "5 [6, 7]");
        assertThat(printedBy(idioms::local)).containsExactly("local hello");
        assertThat(printedBy(idioms::typesOfTheManager)).containsExactly("[10]", "4", "true", "5");
        assertThat(printedBy(idioms::typesOfOnesOwn)).containsExactly("3", "true", "true", "7");
        assertThat(printedBy(idioms::server)).containsExactly("false");
    }

    @Test
    void diagnostics() throws Exception {
        assertThat(standardOutputOf(new LogIdioms(printed)::diagnostics)).containsExactly("dev.krait.multiprocessing");
    }

    @Test
    void executors() throws Exception {
        var idioms = new ExecutorIdioms(printed);
        assertThat(printedBy(idioms::calls))
                .startsWith("14", "null", "false true false", "11")
                .endsWith("2", "2", "2");
        assertThat(printedBy(idioms::context)).containsExactly("3", "true");
        assertThat(printedBy(idioms::byHand))
                .containsExactly("made by hand", "done already", "java.io.IOException: no paper", "true");
        assertThat(printedBy(idioms::deadlock)).singleElement().asString().contains("CancellationException");
        assertThat(printedBy(idioms::behind)).containsExactly("it waited for what stood behind it");
    }

    @Test
    void traps() throws Exception {
        var idioms = new TrapIdioms(printed);
        assertThat(printedBy(idioms::await, idioms::objectWait))
                .containsExactly("true", "IllegalMonitorStateException");
        assertThat(printedBy(idioms::capturedThis))
                .hasSize(2)
                .element(0)
                .asString()
                .contains("captured value 0", TrapIdioms.class.getName());
        assertThat(printed).endsWith("[3, 6]");
        assertThat(printedBy(idioms::checked)).containsExactly("''");
        assertThat(printedBy(idioms::futures))
                .hasSize(2)
                .startsWith("[java.nio.file.NoSuchFileException: /no/such/file]");
        assertThat(printed).endsWith("[a]");
        assertThat(printedBy(idioms::nothing)).containsExactly("c", "null");
        assertThat(printedBy(idioms::changing, idioms::predicates)).containsExactly("1", "3");
        assertThat(printedBy(idioms::closing)).containsExactly("42");
        assertThat(TrapIdioms.firstLines(List.of())).isEmpty();
    }
}
