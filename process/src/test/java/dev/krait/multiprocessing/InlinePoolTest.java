package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.function.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    @Timeout(60)
    void imapThatATaskOfItCloses_runsNoMore() throws Exception {
        var run = new AtomicInteger();
        var results = new AtomicReference<IMapIterator<Integer>>();
        try (Pool pool = Pool.inline()) {
            results.set(pool.imap(
                    x -> {
                        results.get().close();
                        return run.incrementAndGet();
                    },
                    List.of(1, 2, 3),
                    3));
            results.get().forEachRemaining(x -> {});
        }
        assertThat(run.get()).isEqualTo(1);
    }

    @Test
    void taskWhoseTimeIsUp_isToldInTheCallersThread() throws Exception {
        var threads = new ArrayList<Thread>();
        try (Pool pool = Pool.inline()) {
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(SHORT));
            AsyncResult<Integer> result = hasty.applyAsync(
                    PoolOptionsContract::waitForEver, value -> {}, failure -> threads.add(Thread.currentThread()));
            assertThat(result.ready()).isTrue();
        }
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void itemsThatWaitTooLong_areRunAgainInTheCallersThread() throws Exception {
        var threads = Collections.synchronizedSet(new HashSet<Thread>());
        try (Pool pool = Pool.inline()) {
            Pool hasty =
                    pool.with(TaskOptions.defaults().withQueueTimeout(SHORT).withRetries(1));
            List<Integer> results = hasty.map(
                    x -> {
                        threads.add(Thread.currentThread());
                        Thread.sleep(x == 1 ? 2 * SHORT.toMillis() : 0);
                        return x;
                    },
                    List.of(1, 2, 3));
            assertThat(results).containsExactly(1, 2, 3);
        }
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
