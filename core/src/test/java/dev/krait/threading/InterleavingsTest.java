package dev.krait.threading;

import java.util.Iterator;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * Small programs run in many orders of their steps by a model checker, which also reports orders in which nobody can go on.
 * Each names the outcomes that it forbids.
 */
class InterleavingsTest {
    private static final int ORDERS = 60;

    /** For programs in which few orders tell right from wrong. */
    private static final int MORE_ORDERS = 200;

    /** For programs that run through much code of the JDK, which the checker steps through too. */
    private static final int FEWER_ORDERS = 8;

    /** A body that may be interrupted, which in these programs never happens. */
    private interface Body {
        void run() throws InterruptedException;
    }

    private static Runnable uninterrupted(Body body) {
        return () -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static java.lang.Thread started(Body body) {
        var thread = new java.lang.Thread(uninterrupted(body));
        thread.start();
        return thread;
    }

    private static void inManyOrders(Body program) {
        inOrders(ORDERS, program);
    }

    private static void inOrders(int orders, Body program) {
        Lincheck.runConcurrentTest(orders, uninterrupted(program));
    }

    private static void forbid(boolean outcome, String what) {
        if (outcome) {
            throw new AssertionError(what);
        }
    }

    @Test
    void lock_keepsOthersOut_andLetsEachWaiterThrough() {
        inManyOrders(() -> {
            var lock = new Lock();
            int[] counter = {0};
            var other = started(() -> lock.run(() -> counter[0]++));
            lock.run(() -> counter[0]++);
            other.join();
            forbid(counter[0] != 2, "an increment was lost");
            forbid(lock.locked(), "locked after all released");
        });
    }

    @Test
    void lock_releasedByTwo_isReleasedOnce() {
        inManyOrders(() -> {
            var lock = new Lock();
            lock.acquire();
            int[] released = {0, 0};
            var other = started(() -> released[0] = tryRelease(lock));
            released[1] = tryRelease(lock);
            other.join();
            forbid(released[0] + released[1] != 1, "both or none released: " + released[0] + released[1]);
            forbid(lock.locked(), "locked after a release");
        });
    }

    private static int tryRelease(Lock lock) {
        try {
            lock.release();
            return 1;
        } catch (IllegalStateException unlocked) {
            return 0;
        }
    }

    @Test
    void lock_releasedByAnotherThread_wakesTheWaiter() {
        inManyOrders(() -> {
            var lock = new Lock();
            lock.acquire();
            var other = started(lock::release);
            lock.acquire();
            other.join();
            forbid(!lock.locked(), "the second acquire was lost");
        });
    }

    @Test
    void rlock_nested_keepsOthersOutUntilTheLastRelease() {
        inManyOrders(() -> {
            var lock = new RLock();
            int[] counter = {0};
            Body nested = () -> lock.run(() -> {
                int seen = counter[0];
                lock.run(() -> counter[0]++);
                forbid(counter[0] != seen + 1, "somebody was inside after the inner release");
                counter[0]++;
            });
            var other = started(nested);
            nested.run();
            other.join();
            forbid(counter[0] != 4, "an increment was lost");
            forbid(lock.locked(), "locked after all released");
        });
    }

    @Test
    void condition_signalAfterChange_isNeverMissed() {
        inManyOrders(() -> {
            var condition = new Condition();
            int[] state = {0};
            var other = started(() -> condition.run(() -> {
                condition.awaitFor(() -> state[0] == 1);
                state[0] = 2;
                condition.signal();
            }));
            condition.run(() -> {
                state[0] = 1;
                condition.signal();
                condition.awaitFor(() -> state[0] == 2);
            });
            other.join();
            forbid(state[0] != 2, "went on before its turn");
        });
    }

    @Test
    void condition_signalOfTwo_wakesBothOfTwo() {
        inManyOrders(() -> {
            var condition = new Condition(new Lock());
            int[] tickets = {0};
            Body taker = () -> condition.run(() -> {
                condition.awaitFor(() -> tickets[0] > 0);
                tickets[0]--;
            });
            var first = started(taker);
            var second = started(taker);
            condition.run(() -> {
                tickets[0] = 2;
                condition.signal(2);
            });
            first.join();
            second.join();
            forbid(tickets[0] != 0, "a ticket was taken twice or not at all");
        });
    }

    @Test
    void semaphore_neverHandsOutMoreThanItHas_andLosesNoWaiter() {
        inManyOrders(() -> {
            var semaphore = new Semaphore(1);
            int[] inside = {0};
            Body visitor = () -> semaphore.run(() -> {
                forbid(++inside[0] > 1, "two inside");
                inside[0]--;
            });
            var other = started(visitor);
            visitor.run();
            other.join();
            forbid(!semaphore.acquire(false) || semaphore.acquire(false), "permits were lost or invented");
        });
    }

    @Test
    void semaphore_releaseOfTwo_letsTwoWaitersThrough() {
        inManyOrders(() -> {
            var semaphore = new Semaphore(0);
            var first = started(semaphore::acquire);
            var second = started(semaphore::acquire);
            semaphore.release(2);
            first.join();
            second.join();
            forbid(semaphore.acquire(false), "a permit was invented");
        });
    }

    @Test
    void boundedSemaphore_releasedTooOftenByTwo_refusesOne() {
        inManyOrders(() -> {
            var semaphore = new BoundedSemaphore(1);
            semaphore.acquire();
            int[] refused = {0, 0};
            var other = started(() -> refused[0] = refusedRelease(semaphore));
            refused[1] = refusedRelease(semaphore);
            other.join();
            forbid(refused[0] + refused[1] != 1, "both or none were refused");
            forbid(!semaphore.acquire(false) || semaphore.acquire(false), "not one permit in the end");
        });
    }

    private static int refusedRelease(Semaphore semaphore) {
        try {
            semaphore.release();
            return 0;
        } catch (IllegalStateException tooMany) {
            return 1;
        }
    }

    @Test
    void event_setReachesWaiters_andClearStrandsNobody() {
        inOrders(5 * MORE_ORDERS, () -> {
            var event = new Event();
            event.set();
            var other = started(() -> {
                event.clear();
                event.set();
            });
            event.clear();
            var setter = started(event::set);
            // Each clear is followed by a set of its own, so the flag is set in the end and the wait must end.
            event.await();
            other.join();
            setter.join();
            forbid(!event.isSet(), "unset after the last set");
        });
    }

    @Test
    void event_asPingPong_showsWhatWasWrittenBefore() {
        inManyOrders(() -> {
            var ping = new Event();
            var pong = new Event();
            int[] plain = {0};
            var other = started(() -> {
                ping.await();
                ping.clear();
                plain[0]++;
                pong.set();
            });
            plain[0]++;
            ping.set();
            pong.await();
            forbid(plain[0] != 2, "an increment was not seen");
            other.join();
        });
    }

    @Test
    void barrier_letsBothThrough_withDifferentIndices_roundAfterRound() {
        inOrders(FEWER_ORDERS, () -> {
            int[] actions = {0};
            var barrier = new Barrier(2, () -> actions[0]++);
            int[] theirs = new int[2];
            int[] ours = new int[2];
            var other = started(() -> {
                theirs[0] = barrier.await();
                theirs[1] = barrier.await();
            });
            ours[0] = barrier.await();
            forbid(actions[0] < 1, "went on before the action");
            ours[1] = barrier.await();
            other.join();
            forbid(ours[0] + theirs[0] != 1 || ours[1] + theirs[1] != 1, "indices were not 0 and 1");
            forbid(actions[0] != 2, "the action did not run once per round");
        });
    }

    @Test
    void barrier_thatIsReset_sendsAwayOrLetsThrough_butKeepsNobody() {
        inOrders(FEWER_ORDERS, () -> {
            var barrier = new Barrier(2);
            Body visitor = () -> {
                try {
                    barrier.await();
                } catch (BrokenBarrierException reset) {
                    forbid(barrier.isBroken(), "broken by a reset");
                    barrier.await();
                }
            };
            var other = started(visitor);
            barrier.reset();
            visitor.run();
            other.join();
            forbid(barrier.nWaiting() != 0, "somebody counts as waiting in the end");
        });
    }

    @Test
    void barrier_thatIsAborted_keepsNobody() {
        inOrders(FEWER_ORDERS, () -> {
            var barrier = new Barrier(2);
            var other = started(barrier::abort);
            boolean sentAway = false;
            try {
                barrier.await();
            } catch (BrokenBarrierException aborted) {
                sentAway = true;
            }
            other.join();
            forbid(!sentAway || !barrier.isBroken(), "let through alone");
        });
    }

    @Test
    void sharedIterator_handsOutEachItemOnce_whileTwoAskAndTake() {
        inManyOrders(() -> {
            var shared = Threading.serializeIterator(new OneTwo());
            int[] sums = {0, 0};
            var other = started(() -> sums[0] = sum(shared));
            sums[1] = sum(shared);
            other.join();
            forbid(sums[0] + sums[1] != 3, "an item was lost or taken twice");
        });
    }

    /** Each step is one that the checker can interrupt; those of the JDK's collections are not. */
    private static final class OneTwo implements Iterator<Integer> {
        private int last;

        @Override
        public boolean hasNext() {
            return last < 2;
        }

        @Override
        public Integer next() {
            int next = last + 1;
            last = next;
            return next;
        }
    }

    private static int sum(SerializedIterator<Integer> items) {
        int sum = 0;
        while (items.hasNext()) {
            sum += items.next();
        }
        return sum;
    }

    @Test
    void branches_readAtOnce_seeTheSameItems() {
        inOrders(MORE_ORDERS, () -> {
            var branches = Threading.concurrentTee(OneTwo::new);
            int[] sums = {0, 0};
            var other = started(() -> sums[0] = digits(branches.get(0)));
            sums[1] = digits(branches.get(1));
            other.join();
            forbid(sums[0] != 12 || sums[1] != 12, "a branch missed an item or saw it twice");
        });
    }

    private static int digits(Iterator<Integer> items) {
        int digits = 0;
        while (items.hasNext()) {
            digits = 10 * digits + items.next();
        }
        return digits;
    }

    @Test
    void barrier_whileReset_isNeverBroken() {
        inManyOrders(() -> {
            var barrier = new Barrier(2);
            boolean[] broken = {false};
            var other = started(() -> broken[0] = barrier.isBroken());
            barrier.reset();
            other.join();
            forbid(broken[0], "broken during a reset");
        });
    }

    @Test
    void lock_whoseReleaseByAnotherThreadIsRefused_keepsItsHolder() {
        inOrders(MORE_ORDERS, () -> {
            var lock = new Lock();
            boolean[] refused = {false};
            lock.acquire();
            var other = started(() -> refused[0] = isRefused(lock));
            boolean mine = lock.sync().mine();
            isRefused(lock);
            other.join();
            forbid(refused[0] && !mine, "a refused release took the holder away");
        });
    }

    private static boolean isRefused(Lock lock) {
        try {
            lock.release();
            return false;
        } catch (IllegalStateException refused) {
            return true;
        }
    }
}
