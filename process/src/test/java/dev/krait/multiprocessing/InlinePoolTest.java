package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InlinePoolTest implements PoolContract, PoolOptionsContract {
    @Override
    public Pool newPool(int workers) {
        return Pool.inline();
    }

    @Override
    public Pool newPool(int workers, Action initializer) {
        return Pool.inline(initializer);
    }

    @Test
    void tasks_runInTheCallersThread() throws Exception {
        try (Pool pool = Pool.inline()) {
            List<Thread> threads = pool.map(x -> Thread.currentThread(), List.of(1, 2));
            assertThat(threads).containsOnly(Thread.currentThread());
            assertThat(pool.applyAsync(() -> 1).ready()).isTrue();
        }
    }

    @Test
    void imap_runsATaskWhenItsResultIsTaken() throws Exception {
        var run = new AtomicInteger();
        try (Pool pool = Pool.inline()) {
            IMapIterator<Integer> results = pool.imap(x -> run.incrementAndGet(), List.of(1, 2, 3));
            assertThat(run.get()).isZero();
            assertThat(results.take()).isEqualTo(1);
            assertThat(run.get()).isEqualTo(1);
        }
    }
}
