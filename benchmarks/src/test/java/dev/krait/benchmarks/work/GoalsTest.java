package dev.krait.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.benchmarks.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scenarios that must be there, under these names, and what must be reached in each. */
class GoalsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process.start.spare           | <= 0.5 Python
            pool.first_result.cold        | <= 2 Python
            pool.first_result.spare       | <= 0.5 Python
            pool.apply.p50                | <= 0.4 Python
            pool.map.chunk1.builtin       | >= 30 Python
            pool.map.chunk1.user          | >= 4 Python
            pool.map.default              | >= 3 Python
            pool.imap_unordered.chunk1    | >= 20 Python
            pool.imap_unordered.chunk64   | >= 3 Python
            pool.apply_async              | >= 15 Python
            pool.echo.1MiB                | >= 3 Python
            pool.echo.16MiB               | >= 5 Python
            executor.process.submit.p50   | <= 0.2 Python
            executor.process.map.chunk1   | >= 40 Python
            executor.process.echo.1MiB    | >= 2 Python
            executor.process.echo.16MiB   | >= 4 Python
            executor.thread.submit        | >= 80 Python, >= 0.6 JDK
            executor.thread.submit.p50    | <= 0.35 Python
            work.primes.speedup           | >= 0.97 JDK
            work.matmul.speedup           | >= 0.95 JDK
            work.sleep.efficiency         | >= 0.97 ideal
            pipe.pingpong.64B             | <= 0.75 Python
            pipe.64KiB                    | >= 0.95 Python
            pipe.1MiB                     | >= 2 Python
            queue.1p1c                    | >= 10 Python
            simplequeue.1p1c              | >= 10 Python
            joinablequeue                 | >= 8 Python
            queue.2p1c                    | >= 8 Python
            queue.pingpong                | <= 0.5 Python
            lock.uncontended              | <= 0.25 Python
            lock.contended2               | >= 1.5 Python
            value.add.locked              | <= 0.05 Python
            value.add.contended2          | >= 10 Python
            array.set                     | <= 0.05 Python
            event.wake                    | <= 1 Python
            barrier.2                     | >= 1.5 Python
            condition.pingpong            | >= 1.5 Python
            sharedmemory.create.1MiB      | <= 1 Python
            manager.dict.get              | >= 1.5 Python
            manager.dict.set              | >= 1.5 Python
            manager.queue.putget          | >= 1.5 Python
            thread.start_join             | <= 1.05 JDK
            thread.lock.uncontended       | <= 0.1 Python
            thread.lock.contended2        | >= 8 Python
            thread.queue.1p1c             | >= 15 Python
            thread.queue.4p4c             | >= 20 Python
            thread.simplequeue.1p1c       | >= 1.5 Python
            thread.condition.pingpong     | >= 2 Python
            thread.barrier.2              | >= 2 Python
            """)
    void goal_isTheOneAgreed(String name, String goal) {
        assertThat(goalsOf(name)).startsWith(goal);
    }

    @Test
    void coldStart_isToBeFasterFromJdk25On() {
        String goal = Runtime.version().feature() < 25 ? "<= 1.5 Python" : "<= 1.25 Python";
        assertThat(goalsOf("process.start.cold")).isEqualTo(goal);
    }

    private static String goalsOf(String name) {
        return Scenarios.named(name).map(Scenario::describeGoals).orElse("no such scenario");
    }
}
