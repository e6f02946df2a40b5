package dev.krait.multiprocessing.managers;

import dev.krait.queue.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue in its server. */
final class ServedQueue implements QueueProxy.Service {
    private final Queue<Object> queue;

    @SuppressWarnings("unchecked")
    ServedQueue(Queue<?> queue) {
        this.queue = (Queue<Object>) queue;
    }

    @Override
    @SuppressWarnings("NullAway") // null is an item like any other
    public void put(@Nullable Object item, @Nullable Duration timeout) throws InterruptedException {
        if (timeout == null) {
            queue.put(item);
        } else {
            queue.put(item, timeout);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null is an item like any other
    public void putNowait(@Nullable Object item) {
        queue.putNowait(item);
    }

    @Override
    public Object get(@Nullable Duration timeout) throws InterruptedException {
        return taken(timeout == null ? queue.get() : queue.get(timeout));
    }

    private Taken taken(@Nullable Object item) {
        return Taken.one(item, () -> putBack(item));
    }

    @SuppressWarnings("NullAway") // null is an item like any other
    private void putBack(@Nullable Object item) {
        queue.putBack(item);
    }

    @Override
    public Object getNowait() {
        return taken(queue.getNowait());
    }

    @Override
    public int qsize() {
        return queue.qsize();
    }

    @Override
    public boolean empty() {
        return queue.empty();
    }

    @Override
    public boolean full() {
        return queue.full();
    }

    @Override
    public int maxsize() {
        return queue.maxsize();
    }

    @Override
    public long unfinishedTasks() {
        return queue.unfinishedTasks();
    }

    @Override
    public void taskDone() {
        queue.taskDone();
    }

    @Override
    public boolean join(@Nullable Duration timeout) throws InterruptedException {
        if (timeout != null) {
            return queue.join(timeout);
        }
        queue.join();
        return true;
    }

    @Override
    public void shutdown(boolean immediate) {
        queue.shutdown(immediate);
    }

    @Override
    public boolean isShutdown() {
        return queue.isShutdown();
    }

    @Override
    public Object drain(int most) {
        var items = new ArrayList<@Nullable Object>();
        queue.drainTo(items, most);
        int behind = items.size() < most ? 0 : queue.qsize();
        return new Taken(
                items.size(),
                count -> withRest(items, count, behind),
                count -> putBack(items.subList(items.size() - count, items.size())));
    }

    @Override
    public void putBack(List<?> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            putBack(items.get(i));
        }
    }

    /** How many items are left behind, and those that are not. */
    private static @Nullable Object[] withRest(List<@Nullable Object> items, int count, int behind) {
        var answer = new @Nullable Object[count + 1];
        answer[0] = items.size() - count + behind;
        for (int i = 0; i < count; i++) {
            answer[i + 1] = items.get(i);
        }
        return answer;
    }
}
