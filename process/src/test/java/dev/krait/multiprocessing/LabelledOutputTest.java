package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.pool.LineLabel;
import org.junit.jupiter.api.Test;

class LabelledOutputTest {
    private static final LaunchOptions LABELLED = LaunchOptions.defaults().withLabelledOutput();

    @Test
    void label_standsBeforeEachLineAndNotInsideOne() {
        var label = new LineLabel("P");

        assertThat(label.before(1, "one\ntwo\nthr")).isEqualTo("[P] one\n[P] two\n[P] thr");
        assertThat(label.before(2, "other\n")).isEqualTo("[P] other\n");
        assertThat(label.before(1, "ee\n\n")).isEqualTo("ee\n[P] \n");
    }

    @Test
    void linesOfTask_carryTheNameOfTheirWorkerOnRequest() throws Exception {
        var name = new StringBuilder();
        String printed = Printed.byThisProcess(() -> {
            try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(LABELLED))) {
                name.append(pool.apply(() -> {
                    System.out.println("first");
                    System.out.print("sec");
                    System.out.println("ond");
                    return Multiprocessing.currentProcess().getName();
                }));
            }
        });

        assertThat(printed.lines()).containsExactly("[" + name + "] first", "[" + name + "] second");
    }

    @Test
    void linesOfProcess_carryItsNameOnRequest() throws Exception {
        String printed = Printed.byThisProcess(() -> {
            var child = new Process(
                    () -> System.err.println("hello"),
                    ProcessOptions.defaults().withName("Greeter").withLaunch(LABELLED));
            child.start();
            child.join();
        });

        assertThat(printed.lines()).containsExactly("[Greeter] hello");
    }
}
