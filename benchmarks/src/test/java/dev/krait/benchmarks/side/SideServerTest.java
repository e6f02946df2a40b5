package dev.krait.benchmarks.side;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideServerTest {
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    private final Side counting = new Side() {
        @Override
        public double round() {
            return rounds.incrementAndGet() + 0.5;
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    };

    private static List<String> converse(Side.Opener opener, String... orders) throws Exception {
        var answers = new ByteArrayOutputStream();
        var complaints = System.err;
        System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            new SideServer(
                            new BufferedReader(new StringReader(String.join("\n", orders))),
                            new PrintStream(answers, true, StandardCharsets.UTF_8))
                    .serve(opener, Scale.FULL);
        } finally {
            System.setErr(complaints);
        }
        return answers.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void orders_areDoneOneByOne_andTheEndOfThemClosesTheSide() throws Exception {
        assertThat(converse(scale -> counting, "warm 0", "round", "round", "verify"))
                .containsExactly("ready " + Runtime.version().feature(), "ok", "figure 2.5", "figure 3.5", "ok");
        assertThat(closes).hasValue(1);
    }

    @Test
    void warmUp_worksForItsTime() throws Exception {
        long start = System.nanoTime();

        converse(scale -> counting, "warm 30");

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        assertThat(rounds).hasValueGreaterThan(1);
    }

    @Test
    void roundThatFails_isAnsweredInOneLine_andTheNextOrderIsDone() throws Exception {
        Side wrong = new Side() {
            @Override
            public double round() throws WrongOutcomeException {
                if (rounds.incrementAndGet() == 1) {
                    WrongOutcomeException.check("the sum\nof all", 3, 4);
                }
                return 1;
            }
        };

        assertThat(converse(scale -> wrong, "round", "round", "dance"))
                .containsExactly(
                        "ready " + Runtime.version().feature(),
                        "error the sum of all is 4 and should be 3",
                        "figure 1.0",
                        "error java.lang.IllegalArgumentException: no such order: dance");
    }

    @Test
    void sideThatCannotBeOpened_isAnErrorInsteadOfReady() throws Exception {
        assertThat(converse(
                        scale -> {
                            throw new IllegalStateException("no room");
                        },
                        "round"))
                .containsExactly("error java.lang.IllegalStateException: no room");
    }
}
