package dev.krait.concurrent.futures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One thread's wait for several futures. */
final class Gathering {
    private final List<Future<?>> futures;
    private final ReturnWhen returnWhen;
    private final AtomicInteger open;
    private final CountDownLatch over = new CountDownLatch(1);

    Gathering(Collection<? extends Future<?>> distinct, ReturnWhen returnWhen) {
        this.futures = List.copyOf(distinct);
        this.returnWhen = returnWhen;
        this.open = new AtomicInteger(futures.size());
    }

    private void oneIsDone(Future<?> future) {
        boolean enough = open.decrementAndGet() == 0
                || returnWhen == ReturnWhen.FIRST_COMPLETED
                || (returnWhen == ReturnWhen.FIRST_EXCEPTION && future.hasFailed());
        if (enough) {
            over.countDown();
        }
    }

    void await() throws InterruptedException {
        if (futures.isEmpty()) {
            return;
        }
        List<Waiter> waiters = listen();
        try {
            over.await();
        } finally {
            forget(waiters);
        }
    }

    void await(long nanos) throws InterruptedException {
        if (futures.isEmpty()) {
            return;
        }
        List<Waiter> waiters = listen();
        try {
            // The caller looks at what is done; whether that is all is not asked here.
            if (!over.await(nanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } finally {
            forget(waiters);
        }
    }

    private List<Waiter> listen() {
        var waiters = new ArrayList<Waiter>(futures.size());
        for (Future<?> future : futures) {
            waiters.add(future.listen(() -> oneIsDone(future)));
        }
        return waiters;
    }

    private void forget(List<Waiter> waiters) {
        for (int i = 0; i < waiters.size(); i++) {
            if (!futures.get(i).done()) {
                futures.get(i).forget(waiters.get(i));
            }
        }
    }
}
