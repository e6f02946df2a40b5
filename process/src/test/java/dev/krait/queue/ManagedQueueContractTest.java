package dev.krait.queue;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.QueueProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of queues, over proxies of one manager. */
class ManagedQueueContractTest implements QueueContract {
    private static @Nullable Manager manager;

    @BeforeAll
    static void start() throws Exception {
        manager = new Manager();
    }

    @AfterAll
    static void shutDown() {
        requireNonNull(manager).close();
    }

    /** Who waits for an answer sleeps in a system call, which the JVM takes for running. */
    private static final class Calling extends Thread {
        Calling(Runnable work) {
            super(work);
        }

        @Override
        public State getState() {
            State state = super.getState();
            return state == State.RUNNABLE && awaitsAnAnswer() ? State.WAITING : state;
        }

        private boolean awaitsAnAnswer() {
            StackTraceElement[] stack = getStackTrace();
            return has(stack, "lockAndDoSelect") && has(stack, "receive");
        }

        private static boolean has(StackTraceElement[] stack, String method) {
            return Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals(method));
        }
    }

    @Override
    public Thread newThread(Runnable work) {
        return new Calling(work);
    }

    @Override
    public Queue<Integer> newQueue(int maxsize) {
        QueueProxy<Integer> proxy = requireNonNull(manager).joinableQueue(maxsize);
        return new ManagedAsThreadQueue(proxy);
    }
}
