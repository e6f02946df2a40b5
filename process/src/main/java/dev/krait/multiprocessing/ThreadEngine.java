package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.pool.CallbackThread;
import dev.krait.multiprocessing.internal.worker.ThreadDump;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs calls on daemon threads of this process, which are all started at once. */
final class ThreadEngine implements PoolEngine {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final AtomicInteger LAST_POOL = new AtomicInteger();

    private final int size;
    private final String name = "krait-thread-pool-" + LAST_POOL.incrementAndGet();
    private final CallbackThread callbacks = new CallbackThread(name + "-callbacks");
    private final CallbackThread retries = new CallbackThread(name + "-retries");
    private final @Nullable Action initializer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition ended = lock.newCondition();

    @GuardedBy("lock")
    private PoolState state = PoolState.OPEN;

    /** What breaks the pool: its initializer's failure. */
    @GuardedBy("lock")
    private @Nullable Throwable broken;

    /** The calls of an entry are run one after the other by one thread. */
    @GuardedBy("lock")
    private final Deque<List<LocalCall>> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private int holds;

    /** The threads that have not ended. */
    @GuardedBy("lock")
    private final List<Worker> workers = new ArrayList<>();

    /** How many of them wait for the end themselves, in a task. */
    @GuardedBy("lock")
    private int joining;

    ThreadEngine(int size, @Nullable Action initializer) {
        this.size = size;
        this.initializer = initializer;
        for (int i = 1; i <= size; i++) {
            workers.add(new Worker(name + "-worker-" + i));
        }
        List.copyOf(workers).forEach(Worker::start);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void checkRunning() {
        lock.lock();
        try {
            check(false);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void check(boolean more) {
        if (broken != null) {
            throw refusal(broken);
        }
        if (state != PoolState.OPEN && !(more && state == PoolState.CLOSED && holds > 0)) {
            throw state.refusal();
        }
    }

    static IllegalStateException refusal(Throwable broken) {
        return new IllegalStateException("the pool can run no tasks: its initializer failed: " + broken, broken);
    }

    @Override
    public Runnable submit(
            Serializable function,
            int arity,
            @Nullable Object[] arguments,
            CallReceiver receiver,
            TaskOptions options) {
        var call = new LocalCall(function, arity, arguments, receiver, options, false);
        call.submitted();
        try {
            enqueue(List.of(List.of(call)), false);
        } catch (IllegalStateException refused) {
            call.takeBack();
            throw refused;
        }
        return call::stop;
    }

    private void enqueue(List<List<LocalCall>> entries, boolean more) {
        lock.lock();
        try {
            check(more);
            queue.addAll(entries);
            if (entries.size() == 1) {
                work.signal();
            } else {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CallGroup group(String call, Serializable function, int arity, TaskOptions options) {
        checkRunning();
        return new LocalCalls(function, arity, options, false, this::submit);
    }

    private void submit(List<LocalCall> calls, int chunk) {
        // Python's rule: four chunks for each worker.
        int each = chunk > 0 ? chunk : Math.max(1, -Math.floorDiv(-calls.size(), 4 * size));
        var entries = new ArrayList<List<LocalCall>>();
        for (int from = 0; from < calls.size(); from += each) {
            entries.add(calls.subList(from, Math.min(calls.size(), from + each)));
        }
        enqueue(entries, true);
    }

    @Override
    public void hold() {
        lock.lock();
        try {
            check(false);
            holds++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void releaseHold() {
        lock.lock();
        try {
            holds--;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void callBack(Runnable callback) {
        callbacks.execute(callback);
    }

    @Override
    public boolean isCallingBack() {
        return callbacks.isCurrent();
    }

    @Override
    public void decide(Runnable decision) {
        retries.execute(decision);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (state == PoolState.OPEN) {
                state = PoolState.CLOSED;
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        var abandoned = new ArrayList<List<LocalCall>>();
        lock.lock();
        try {
            if (state == PoolState.ENDED) {
                return;
            }
            state = PoolState.ENDED;
            for (Worker worker : workers) {
                abandoned.add(worker.current);
            }
            abandoned.addAll(queue);
            queue.clear();
            work.signalAll();
        } finally {
            lock.unlock();
        }
        abandoned.forEach(calls -> calls.forEach(LocalCall::abandon));
        lock.lock();
        try {
            workers.forEach(Worker::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void breakDown(Throwable reason) {
        List<List<LocalCall>> failed;
        lock.lock();
        try {
            if (broken == null) {
                broken = reason;
            }
            failed = List.copyOf(queue);
            queue.clear();
            work.signalAll();
        } finally {
            lock.unlock();
        }
        failed.forEach(calls -> calls.forEach(call -> call.fail(refusal(reason))));
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return state == PoolState.OPEN;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (Thread.currentThread() instanceof Worker worker && workers.contains(worker)) {
                awaitEndOfOthers();
            } else {
                while (!workers.isEmpty()) {
                    ended.await();
                }
            }
        } finally {
            lock.unlock();
        }
        retries.awaitIdle();
        callbacks.awaitIdle();
    }

    /** By a worker in a task: those that do the same wait for this one. */
    @GuardedBy("lock")
    private void awaitEndOfOthers() throws InterruptedException {
        joining++;
        ended.signalAll();
        try {
            while (workers.size() > joining) {
                ended.await();
            }
        } finally {
            joining--;
        }
    }

    @Override
    public List<WorkerStatus> workers() {
        long pid = ProcessHandle.current().pid();
        lock.lock();
        try {
            return workers.stream().map(worker -> worker.status(pid)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Long> pids() {
        return List.of(ProcessHandle.current().pid());
    }

    /** One thread. */
    private final class Worker extends Thread {
        /** The calls that it runs; read and written under the lock. */
        private List<LocalCall> current = List.of();

        /** When it took them; read and written under the lock. */
        private long since = System.nanoTime();

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                if (initialize()) {
                    for (List<LocalCall> calls = next(); !calls.isEmpty(); calls = next()) {
                        calls.forEach(this::run);
                    }
                }
            } finally {
                lock.lock();
                try {
                    workers.remove(this);
                    ended.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }

        private boolean initialize() {
            try {
                if (initializer != null) {
                    initializer.run();
                }
                return true;
            } catch (Throwable e) {
                breakDown(e);
                return false;
            }
        }

        private void run(LocalCall call) {
            try {
                call.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "could not settle " + call.description(), e);
            }
            interrupted(); // What a task leaves set is not the next one's.
        }

        /** Under the lock. */
        WorkerStatus status(long pid) {
            LocalCall running =
                    current.stream().filter(LocalCall::isRunning).findFirst().orElse(null);
            return new WorkerStatus(
                    getName(),
                    pid,
                    running == null ? WorkerStatus.State.IDLE : WorkerStatus.State.RUNNING,
                    running == null ? null : running.description(),
                    Duration.ofNanos(System.nanoTime() - since),
                    nanos -> ThreadDump.ofThisProcess());
        }

        /** The next calls; none when the thread is to end. */
        private List<LocalCall> next() {
            lock.lock();
            try {
                current = List.of();
                since = System.nanoTime();
                while (queue.isEmpty()) {
                    if (state == PoolState.ENDED || broken != null || (state == PoolState.CLOSED && holds == 0)) {
                        return current;
                    }
                    work.awaitUninterruptibly();
                }
                current = queue.removeFirst();
                since = System.nanoTime();
                return current;
            } finally {
                lock.unlock();
            }
        }
    }
}
