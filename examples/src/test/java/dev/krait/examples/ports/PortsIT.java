package dev.krait.examples.ports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.examples.ExampleResult;
import dev.krait.examples.ExampleRun;
import org.junit.jupiter.api.Test;

class PortsIT {
    @Test
    void poolDemo_showsEveryWay_andWhatBecomesOfErrors() throws Exception {
        assertThat(outputOf("pool-demo"))
                .contains("  9 * 7 = 63\n  9 + 8 = 17\nimap, in the order of the input:\n  0 * 7 = 0\n")
                .contains("imapUnordered, as they come: 10\n  and sorted the same: true\n")
                .contains("map: [0, 1, 8, 27, 64, 125, 216, 343, 512, 729]\n")
                .contains("imap goes on after an error: [-20, -25, -33, -50, -100, error, 100, 50, 33, 25]\n")
                .containsPattern("get\\(timeout\\): .*, then: worth the wait\n")
                .containsPattern("next\\(timeout\\): .*, then: worth the wait\n")
                .endsWith("the pool is closed\n");
    }

    @Test
    void syncDemo_countsTakesTurnsAndWaits() throws Exception {
        assertThat(outputOf("sync-demo").lines())
                .containsExactly(
                        "value: 3 processes counted to 300",
                        "array: [0.0, 1.0, 4.0]",
                        "condition: turn 1 came back",
                        "condition: turn 2 came back",
                        "semaphore: never more than 2 inside: true",
                        "join: it has not ended before the event",
                        "event: it has ended after it, with exit code 0");
    }

    @Test
    void workersDemo_answersEveryJobOnce() throws Exception {
        assertThat(outputOf("workers-demo").lines())
                .extracting(line -> line.replaceAll("worker-[123] says", "somebody says"))
                .containsExactlyInAnyOrder(
                        "10 answers, as they come:",
                        "  somebody says that 0 * 7 = 0",
                        "  somebody says that 1 * 7 = 7",
                        "  somebody says that 2 * 7 = 14",
                        "  somebody says that 3 * 7 = 21",
                        "  somebody says that 4 * 7 = 28",
                        "  somebody says that 5 * 7 = 35",
                        "  somebody says that 6 * 7 = 42",
                        "  somebody says that 7 * 7 = 49",
                        "  somebody says that 8 * 7 = 56",
                        "  somebody says that 9 * 7 = 63",
                        "5 answers, as they come:",
                        "  somebody says that 0 + 8 = 8",
                        "  somebody says that 1 + 8 = 9",
                        "  somebody says that 2 + 8 = 10",
                        "  somebody says that 3 + 8 = 11",
                        "  somebody says that 4 + 8 = 12");
    }

    @Test
    void typesDemo_servesObjectsFromAProcessOfTheirOwn() throws Exception {
        assertThat(outputOf("types-demo").lines())
                .containsExactly(
                        "hello ada, you are guest number 1",
                        "hello bob, you are guest number 2; and psst",
                        "hello ada, you are guest number 1",
                        "what is not exposed is refused",
                        "squares, one by one: 0 1 4 9 16",
                        "a function: 7",
                        "what another process did: {one=1}, [0, 2, 1, 3], set elsewhere");
    }

    @Test
    void memoryDemo_sharesWhatItsProcessesChange() throws Exception {
        assertThat(outputOf("memory-demo"))
                .contains("one block, two views: 100 and 55\n")
                .contains("2000 numbers doubled by two processes, their sum is 3998000\n")
                .contains("[hello, -273.154, -78.5, 42, true, null]")
                .endsWith("it holds -78.5 1 time, true at 4\n");
    }

    private static String outputOf(String example) throws Exception {
        ExampleResult result = ExampleRun.run(example);
        assertThat(result.status()).as(result.err()).isZero();
        return result.out();
    }
}
