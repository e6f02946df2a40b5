package dev.krait.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class GrowTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void growth_isShownForTasksBytesAndWorkers() {
        int status = Benchmarks.run(new PrintWriter(out), new PrintWriter(err), "grow", "--quick");

        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("| 1000000 ")))
                .hasSize(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("| 67108864 ")))
                .singleElement()
                .asString()
                .matches("\\| 67108864 +\\| [0-9.]+( k| M)? +\\| [0-9.]+( k)? +\\|");
        assertThat(out.toString().lines().filter(line -> line.startsWith("| 8 ")))
                .hasSize(1);
        assertThat(out.toString()).contains("quick: indicative only");
    }

    @Test
    void badOption_isRefused() {
        assertThat(Benchmarks.run(new PrintWriter(out), new PrintWriter(err), "grow", "--slow"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--slow");
    }
}
