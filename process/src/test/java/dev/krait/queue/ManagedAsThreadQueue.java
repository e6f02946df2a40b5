package dev.krait.queue;

import dev.krait.multiprocessing.managers.QueueProxy;
import java.time.Duration;
import java.util.Collection;

/** A queue of a manager in the shape of one between threads, for the contract of the latter. */
final class ManagedAsThreadQueue extends Queue<Integer> {
    private final QueueProxy<Integer> proxy;

    ManagedAsThreadQueue(QueueProxy<Integer> proxy) {
        super(proxy.maxsize());
        this.proxy = proxy;
    }

    @Override
    public void put(Integer item, boolean block) throws InterruptedException {
        proxy.put(item, block);
    }

    @Override
    public void put(Integer item, boolean block, Duration timeout) throws InterruptedException {
        proxy.put(item, block, timeout);
    }

    @Override
    public Integer get(boolean block) throws InterruptedException {
        return proxy.get(block);
    }

    @Override
    public Integer get(boolean block, Duration timeout) throws InterruptedException {
        return proxy.get(block, timeout);
    }

    @Override
    public int qsize() {
        return proxy.qsize();
    }

    @Override
    public boolean empty() {
        return proxy.empty();
    }

    @Override
    public boolean full() {
        return proxy.full();
    }

    @Override
    public long unfinishedTasks() {
        return proxy.unfinishedTasks();
    }

    @Override
    public void taskDone() {
        proxy.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        proxy.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return proxy.join(timeout);
    }

    @Override
    public void shutdown(boolean immediate) {
        proxy.shutdown(immediate);
    }

    @Override
    public boolean isShutdown() {
        return proxy.isShutdown();
    }

    @Override
    public int drainTo(Collection<? super Integer> target, int most) {
        return proxy.drainTo(target, most);
    }

    @Override
    public String toString() {
        return proxy.toString().replaceFirst("Queue", "ManagedAsThreadQueue");
    }
}
