package dev.krait.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What {@link Queue} and {@link SimpleQueue} have in common, so that one contract can be run over both. */
interface HandOver {
    void put(Integer item) throws InterruptedException;

    void put(Integer item, boolean block) throws InterruptedException;

    void put(Integer item, Duration timeout) throws InterruptedException;

    void put(Integer item, boolean block, Duration timeout) throws InterruptedException;

    void putNowait(Integer item);

    @Nullable
    Integer get() throws InterruptedException;

    @Nullable
    Integer get(boolean block) throws InterruptedException;

    @Nullable
    Integer get(Duration timeout) throws InterruptedException;

    @Nullable
    Integer get(boolean block, Duration timeout) throws InterruptedException;

    @Nullable
    Integer getNowait();

    int qsize();

    boolean empty();

    static HandOver of(Queue<Integer> queue) {
        return new HandOver() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public void put(Integer item, boolean block) throws InterruptedException {
                queue.put(item, block);
            }

            @Override
            public void put(Integer item, Duration timeout) throws InterruptedException {
                queue.put(item, timeout);
            }

            @Override
            public void put(Integer item, boolean block, Duration timeout) throws InterruptedException {
                queue.put(item, block, timeout);
            }

            @Override
            public void putNowait(Integer item) {
                queue.putNowait(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }

            @Override
            public Integer get(boolean block) throws InterruptedException {
                return queue.get(block);
            }

            @Override
            public Integer get(Duration timeout) throws InterruptedException {
                return queue.get(timeout);
            }

            @Override
            public Integer get(boolean block, Duration timeout) throws InterruptedException {
                return queue.get(block, timeout);
            }

            @Override
            public Integer getNowait() {
                return queue.getNowait();
            }

            @Override
            public int qsize() {
                return queue.qsize();
            }

            @Override
            public boolean empty() {
                return queue.empty();
            }
        };
    }

    static HandOver of(SimpleQueue<Integer> queue) {
        return new HandOver() {
            @Override
            public void put(Integer item) {
                queue.put(item);
            }

            @Override
            public void put(Integer item, boolean block) {
                queue.put(item, block);
            }

            @Override
            public void put(Integer item, Duration timeout) {
                queue.put(item, timeout);
            }

            @Override
            public void put(Integer item, boolean block, Duration timeout) {
                queue.put(item, block, timeout);
            }

            @Override
            public void putNowait(Integer item) {
                queue.putNowait(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }

            @Override
            public Integer get(boolean block) throws InterruptedException {
                return queue.get(block);
            }

            @Override
            public Integer get(Duration timeout) throws InterruptedException {
                return queue.get(timeout);
            }

            @Override
            public Integer get(boolean block, Duration timeout) throws InterruptedException {
                return queue.get(block, timeout);
            }

            @Override
            public Integer getNowait() {
                return queue.getNowait();
            }

            @Override
            public int qsize() {
                return queue.qsize();
            }

            @Override
            public boolean empty() {
                return queue.empty();
            }
        };
    }
}
