package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What the guide to executors shows does what the guide says. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExecutorGuideTest {
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorGuide guide = new ExecutorGuide(printed);

    private List<String> printedBy(Action snippet) throws Exception {
        printed.clear();
        snippet.run();
        return List.copyOf(printed);
    }

    @Test
    void pythonsExamples_printWhatTheyDoInPython() throws Exception {
        assertThat(printedBy(guide::submit)).containsExactly("Infinity");
        assertThat(printedBy(guide::urls))
                .containsExactlyInAnyOrder(
                        "http://www.python.org/ page is 35 characters",
                        "http://nonexistent-subdomain.python.org/ generated an exception: no such host");
        assertThat(printedBy(guide::primes))
                .containsExactly(
                        "112272535095293 is prime: true",
                        "112582705942171 is prime: true",
                        "115280095190773 is prime: true",
                        "115797848077099 is prime: true");
    }

    @Test
    void map_givesResultsInOrder_andEndsWithItsTime() throws Exception {
        assertThat(printedBy(guide::map)).containsExactly("11", "22", "33");
        assertThat(printedBy(guide::mapWithTimeout)).endsWith("too slow").hasSizeLessThanOrEqualTo(2);
        List<Integer> items =
                IntStream.rangeClosed(1, 3000).map(n -> n % 3).boxed().toList();
        assertThat(printedBy(() -> guide.mapLazily(items))).containsExactly("5000");
    }

    @Test
    void waiting_tellsWhatIsDone() throws Exception {
        assertThat(printedBy(guide::asCompleted)).last().asString().contains("1 (of 2) futures unfinished");
        assertThat(printedBy(guide::await)).containsExactly("0", "1 still running");
        assertThat(printedBy(guide::callback)).singleElement().asString().contains("FINISHED");
    }

    @Test
    void failures_areThrownAsTheyAre() throws Exception {
        assertThat(printedBy(guide::exceptions)).containsExactly("as if called here: no such host", "IOException");
        assertThat(printedBy(guide::lostWorker)).containsExactly("only this one: WorkerLostException", "16");
    }

    @Test
    void workers_areSetUpAndTakenDown() throws Exception {
        assertThat(printedBy(guide::initializer)).containsExactly("hello greeter_0");
        assertThat(printedBy(guide::processOptions)).containsExactly("hello");
        assertThat(printedBy(guide::cancel)).containsExactly("true", "true");
        assertThat(printedBy(guide::shutdown)).containsExactly("4", "true");
    }

    @Test
    void whatPythonLacks_works() throws Exception {
        assertThat(printedBy(guide::taskOptions)).containsExactly("stopped, and its worker is free again");
        assertThat(printedBy(guide::progress)).containsExactly("30");
        assertThat(printedBy(guide::context)).containsExactly("ada");
        assertThat(printedBy(guide::group)).containsExactly("13");
        assertThat(printedBy(() -> guide.backPressure(Collections.nCopies(500, "http://example.org/"))))
                .containsExactly("500");
        assertThat(printedBy(guide::unread)).isEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreads_work() throws Exception {
        assertThat(printedBy(guide::virtualThreads)).containsExactly("25");
    }

    @Test
    void bridges_leadBothWays() throws Exception {
        assertThat(printedBy(guide::bridges)).containsExactly("36", "seven: 49", "1", "4", "9");
        assertThat(printedBy(guide::guava)).containsExactly("eight: 64");
    }
}
