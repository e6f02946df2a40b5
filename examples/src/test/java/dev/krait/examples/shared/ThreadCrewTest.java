package dev.krait.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.queue.Queue;
import dev.krait.threading.ThreadOptions;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ThreadCrewTest {
    private static Queue<Integer> jobs(int count) throws InterruptedException {
        var jobs = new Queue<Integer>();
        for (int i = 0; i < count; i++) {
            jobs.put(i);
        }
        jobs.shutdown();
        return jobs;
    }

    @Test
    void crew_sharesTheJobs() throws Exception {
        var jobs = jobs(100);
        var done = new ConcurrentLinkedQueue<Integer>();

        ThreadCrew.run(
                3, ThreadOptions.defaults(), jobs, () -> jobs.untilShutdown().forEach(done::add));

        assertThat(done).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void failureOfOne_endsAllAndIsThrown() throws Exception {
        var jobs = jobs(100_000);

        assertThatThrownBy(() -> ThreadCrew.run(2, ThreadOptions.defaults(), jobs, () -> {
                    for (int job : jobs.untilShutdown()) {
                        if (job == 10) {
                            throw new IOException("job " + job);
                        }
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("job 10");
        assertThat(jobs.empty()).isTrue();
    }

    @Test
    void interruptedCaller_interruptsTheCrew() throws Exception {
        var never = new Queue<Integer>();
        java.lang.Thread.currentThread().interrupt();

        assertThatThrownBy(() -> ThreadCrew.run(2, ThreadOptions.defaults(), never, never::get))
                .isInstanceOf(InterruptedException.class);
    }
}
