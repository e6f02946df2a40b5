package dev.krait.examples.classics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.examples.ExampleResult;
import dev.krait.examples.ExampleRun;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassicsIT {
    @Test
    void counter_losesUpdatesWithoutTheLock_andNoneWithIt() throws Exception {
        int times = 50_000;
        ExampleResult result = succeeded("counter", "--times", Integer.toString(times));
        // Two processes that happen to run one after the other lose nothing; the longer they count, the less they can.
        while (result.out().contains(", 0 updates lost") && times < 50_000_000) {
            times *= 10;
            result = succeeded("counter", "--times", Integer.toString(times));
        }

        String expected = String.format(Locale.ROOT, "%,d", 2 * times);
        assertThat(result.out().lines()).hasSize(3);
        assertThat(result.out())
                .contains("expected      " + expected + "\n")
                .endsWith("with lock     " + expected + "\n");
        assertThat(result.out()).containsPattern("without lock  [\\d,]+, [1-9][\\d,]* updates? lost");
    }

    @Test
    void squares_areTheSameInThreadsAndInProcesses() throws Exception {
        ExampleResult result = succeeded("squares", "--numbers", "100", "--workers", "2");

        assertThat(result.out().lines())
                .extracting(line -> line.replaceAll(", [\\d.]+ s$", ""))
                .containsExactly(
                        "10 threads   100 squares, from 1 to 10,000", "2 processes  100 squares, from 1 to 10,000");
    }

    @Test
    void pipeline_passesOnPrimesAlone() throws Exception {
        ExampleResult result = succeeded("pipeline", "--numbers", "1000", "--filters", "2");

        assertThat(result.out()).isEqualTo("168 primes up to 1,000, the greatest of them 997\n");
    }

    @Test
    void queue_doesEveryJobOnce_beforeItSaysThatAllAreDone() throws Exception {
        ExampleResult result = succeeded("queue", "--workers", "10", "--jobs", "20");

        assertThat(result.out()
                        .lines()
                        .filter(line -> line.startsWith("job "))
                        .map(line -> Integer.valueOf(line.replaceAll("^job (\\d+) .*", "$1"))))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(result.out()).endsWith("all jobs are done\n");
    }

    @Test
    void pages_bringsTheSameBytesInEveryWay() throws Exception {
        ExampleResult result = succeeded("pages", "--pages", "6", "--delay", "20");

        assertThat(result.out().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("6 pages, 196.5 kB"));
    }

    @Test
    void range_countsTheSameInEveryWay() throws Exception {
        ExampleResult result = succeeded("range", "--rows", "300", "--workers", "2");

        assertThat(result.out().lines())
                .extracting(line -> line.replaceAll(", [\\d.]+ s$", ""))
                .containsExactly(
                        "one by one  737 numbers in range",
                        "apply       737 numbers in range",
                        "applyAsync  737 numbers in range",
                        "starmap     737 numbers in range");
    }

    @Test
    void pi_isTheSameWhateverTheWorkers_andThrowsEveryPoint() throws Exception {
        ExampleResult two = succeeded("pi", "--points", "1000009", "--tasks", "10", "--workers", "2", "--quiet");
        ExampleResult one = succeeded("pi", "--points", "1000009", "--tasks", "10", "--workers", "1", "--quiet");

        assertThat(two.out()).isEqualTo(one.out()).startsWith("pi is about 3.1").contains("1,000,009 points");
        assertThat(two.err()).isEmpty();
    }

    @Test
    void pi_showsTheEstimateWhileItGrows() throws Exception {
        ExampleResult result = succeeded("pi", "--points", "1000000", "--tasks", "10");

        assertThat(result.err()).contains("throwing", "pi ~ 3.1");
    }

    @Test
    void thumbnails_areSmall_andAFileThatIsNoPictureCostsItselfAlone(@TempDir Path folder) throws Exception {
        Path pictures = folder.resolve("pictures");
        Path thumbnails = folder.resolve("small");
        succeeded("thumbnails", "--sample", "3", "--size", "60", pictures.toString(), thumbnails.toString());
        Files.writeString(pictures.resolve("broken.png"), "no picture");

        ExampleResult result =
                ExampleRun.run("thumbnails", "--quiet", "--size", "60", pictures.toString(), thumbnails.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("broken.png: is no picture of a known kind");
        assertThat(result.out()).isEqualTo("3 thumbnails in " + thumbnails + "\n");
        for (int number = 1; number <= 3; number++) {
            // The header of a PNG has the width at 16 and the height at 20; ImageIO would leave a thread behind.
            var png = ByteBuffer.wrap(Files.readAllBytes(thumbnails.resolve("sample-" + number + ".png.png")));
            assertThat(png.getInt(16)).isEqualTo(60);
            assertThat(png.getInt(20)).isEqualTo(40);
        }
    }

    @Test
    void crash_costsTheTaskThatRan_andNoOther() throws Exception {
        ExampleResult result = succeeded("crash", "--tasks", "4");

        assertThat(result.out()).contains("task 0: a worker was lost: worker process ", "signal 9");
        assertThat(result.out()).contains("task 1: 1\n", "task 2: 4\n", "task 3: 9\n");
        assertThat(result.out()).endsWith("12 squared is 144\n");
    }

    private static ExampleResult succeeded(String... arguments) throws Exception {
        ExampleResult result = ExampleRun.run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        return result;
    }
}
