package dev.krait.docs.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tutorial shows does what it says. */
class TutorialTest {
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    private List<String> printedBy(Action snippet) throws Exception {
        printed.clear();
        snippet.run();
        return List.copyOf(printed);
    }

    /** What processes print appears on this one's standard output. */
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
    void threads_runAndWaitForEachOther() throws Exception {
        var chapter = new Threads(printed);
        assertThat(printedBy(chapter::start)).containsExactly("hello from a thread", "false");
        assertThat(printedBy(chapter::squares)).containsExactly("[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]");
        assertThat(printedBy(chapter::count)).containsExactly("2000");
        assertThat(printedBy(chapter::event)).last().isEqualTo("stopped");
        assertThat(printedBy(chapter::condition)).containsExactly("got a letter");
        assertThat(printedBy(chapter::failure)).containsExactly("it failed: the disk is full");
    }

    @Test
    void queues_handOverWork() throws Exception {
        var chapter = new Queues(printed);
        assertThat(printedBy(chapter::workers))
                .hasSize(21)
                .contains("done: 1", "done: 20")
                .endsWith("all done");
        assertThat(printedBy(chapter::timeouts)).containsExactly("nothing yet");
        assertThat(printedBy(chapter::priority)).containsExactly("cook");
    }

    @Test
    void processes_runAndTalkThroughPipes() throws Exception {
        var chapter = new Processes(printed);
        assertThat(standardOutputOf(chapter::start)).containsExactly("hello bob, says greeter");
        assertThat(printed).containsExactly("0");
        assertThat(printedBy(chapter::subclass)).containsExactly("6");
        assertThat(printedBy(chapter::pipe)).containsExactly("GOOD MORNING");
        assertThat(printedBy(chapter::queue)).containsExactly("from", "far", "away");
        assertThat(printedBy(chapter::stop)).containsExactly("false");
        assertThat(printedBy(chapter::death)).containsExactly("it died with exit code 3");
    }

    @Test
    void pools_compute() throws Exception {
        var chapter = new Pools(printed);
        assertThat(printedBy(chapter::map)).containsExactly("[1, 8, 27]", "64", "[11, 22]");
        assertThat(printedBy(chapter::async)).containsExactly("125", "no result yet");
        assertThat(printedBy(chapter::imap)).containsExactlyInAnyOrder("1", "8", "27");
        assertThat(printedBy(chapter::worker)).containsExactly("lost one task, with exit code 9", "27");
        assertThat(printedBy(chapter::initializer)).containsExactly("good evening");
    }

    @Test
    void executors_areInterchangeable_andKeepDeadlines() throws Exception {
        var chapter = new Executors(printed);
        assertThat(printedBy(chapter::either)).containsExactly("30", "30");
        assertThat(printedBy(chapter::deadline)).containsExactly("stopped", "42");
    }

    @Test
    void managers_holdWhatProcessesShare() throws Exception {
        var chapter = new Managers(printed);
        assertThat(printedBy(chapter::dict)).containsExactly("2");
        assertThat(printedBy(chapter::own)).containsExactly("60");
        assertThat(printedBy(chapter::remote)).containsExactly("sweep the floor");
    }

    @Test
    void processes_shareState() throws Exception {
        var chapter = new SharedState(printed);
        assertThat(printedBy(chapter::lock)).containsExactly("2000");
        assertThat(printedBy(chapter::atomic)).containsExactly("2");
        assertThat(printedBy(chapter::array)).containsExactly("[1.0, 4.0, 9.0]");
        assertThat(standardOutputOf(chapter::event)).containsExactly("off we go");
        assertThat(printedBy(chapter::memory)).containsExactly("hello");
    }
}
