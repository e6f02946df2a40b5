package dev.krait.concurrent.futures;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a few threads over one future gives what a plain model gives in some order, calls every callback
 * exactly once, stops running work at most once, and keeps nobody in its list after its end.
 */
public class FutureInterleavingsTest {
    private final Future<Integer> future = new Future<>();
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger called = new AtomicInteger();
    private final AtomicInteger listened = new AtomicInteger();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();

    /** For the checker, which makes one per run. */
    public FutureInterleavingsTest() {}

    @Operation
    public boolean start() {
        return future.begin(Running.stoppableBy(stopping -> stopped.incrementAndGet()));
    }

    @Operation
    public boolean cancel() {
        return future.cancel();
    }

    @Operation
    public boolean cancelByForce() {
        return future.cancel(true);
    }

    @Operation
    public boolean finish(@Param(gen = IntGen.class) int result) {
        return future.trySetResult(result);
    }

    /** The outcome in words, without waiting for it. */
    @Operation
    public String look() throws Exception {
        if (!future.done()) {
            return "none";
        }
        try {
            return "result " + future.result();
        } catch (CancellationException e) {
            return "cancelled";
        }
    }

    @Operation
    public boolean done() {
        return future.done();
    }

    @Operation
    public boolean cancelled() {
        return future.cancelled();
    }

    @Operation
    public boolean running() {
        return future.running();
    }

    @Operation
    public void addCallback() {
        added.incrementAndGet();
        future.addDoneCallback(done -> called.incrementAndGet());
    }

    @Operation
    public void listen() {
        listened.incrementAndGet();
        Waiter unused = future.listen(heard::incrementAndGet);
    }

    @Operation
    public void listenAndForget() {
        future.forget(future.listen(() -> {}));
    }

    /** Once all threads are through. */
    @Validate
    public void everybodyWasTold() {
        int expected = future.done() ? added.get() : 0;
        int toHear = future.done() ? listened.get() : 0;
        if (called.get() != expected || heard.get() != toHear) {
            throw new AssertionError(called + " of " + expected + " callbacks called, " + heard + " of " + toHear
                    + " listeners told, future " + future);
        }
        if (stopped.get() > 1) {
            throw new AssertionError("stopped " + stopped + " times");
        }
        if (future.done() && future.waiterCount() > 0) {
            throw new AssertionError(future.waiterCount() + " entries are left in a list that nobody takes any more");
        }
    }

    /** What a future is, without any concurrency. */
    public static class Model {
        private String state = "PENDING";
        private int outcome;

        /** For the checker. */
        public Model() {}

        public boolean start() {
            switch (state) {
                case "PENDING", "RUNNING" -> {
                    state = "RUNNING";
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }

        public boolean cancel() {
            if (state.equals("PENDING")) {
                state = "CANCELLED";
            }
            return state.equals("CANCELLED");
        }

        public boolean cancelByForce() {
            if (!state.equals("FINISHED")) {
                state = "CANCELLED";
            }
            return state.equals("CANCELLED");
        }

        public boolean finish(int result) {
            if (done()) {
                return false;
            }
            state = "FINISHED";
            outcome = result;
            return true;
        }

        public String look() {
            return state.equals("FINISHED") ? "result " + outcome : cancelled() ? "cancelled" : "none";
        }

        public boolean done() {
            return state.equals("CANCELLED") || state.equals("FINISHED");
        }

        public boolean cancelled() {
            return state.equals("CANCELLED");
        }

        public boolean running() {
            return state.equals("RUNNING");
        }

        public void addCallback() {}

        public void listen() {}

        public void listenAndForget() {}
    }

    @Test
    void interleavings_behaveAsThePlainModel() {
        new ModelCheckingOptions()
                .sequentialSpecification(Model.class)
                .iterations(15)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(FutureInterleavingsTest.class);
    }
}
