package dev.krait.queue;

import dev.krait.multiprocessing.JoinableQueue;
import java.time.Duration;
import java.util.Collection;

/** A queue between processes in the shape of one between threads, for the contract of the latter. */
final class SharedAsThreadQueue extends Queue<Integer> {
    private final JoinableQueue<Integer> shared;

    SharedAsThreadQueue(JoinableQueue<Integer> shared) {
        super(shared.maxsize());
        this.shared = shared;
    }

    @Override
    public void put(Integer item, boolean block) throws InterruptedException {
        shared.put(item, block);
    }

    @Override
    public void put(Integer item, boolean block, Duration timeout) throws InterruptedException {
        shared.put(item, block, timeout);
    }

    @Override
    public Integer get(boolean block) throws InterruptedException {
        return shared.get(block);
    }

    @Override
    public Integer get(boolean block, Duration timeout) throws InterruptedException {
        return shared.get(block, timeout);
    }

    @Override
    public int qsize() {
        return shared.qsize();
    }

    @Override
    public boolean empty() {
        return shared.empty();
    }

    @Override
    public boolean full() {
        return shared.full();
    }

    @Override
    public long unfinishedTasks() {
        return shared.unfinishedTasks();
    }

    @Override
    public void taskDone() {
        shared.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        shared.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return shared.join(timeout);
    }

    @Override
    public void shutdown(boolean immediate) {
        shared.shutdown(immediate);
    }

    @Override
    public boolean isShutdown() {
        return shared.isShutdown();
    }

    @Override
    public int drainTo(Collection<? super Integer> target, int most) {
        return shared.drainTo(target, most);
    }

    @Override
    public Iterable<Integer> untilShutdown() {
        return shared.untilShutdown();
    }

    @Override
    public String toString() {
        return shared.toString().replace("JoinableQueue", "SharedAsThreadQueue");
    }
}
