package dev.krait.queue;

import java.lang.reflect.Method;
import java.util.Comparator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contracts once more, with all waiting done by virtual threads. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with 21")
class VirtualThreadQueueTest {
    static Thread newVirtualThread(Runnable work) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
            return (Thread) unstarted.invoke(builder, work);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK has no virtual threads", e);
        }
    }

    @Nested
    class OfQueue implements QueueContract {
        @Override
        public Queue<Integer> newQueue(int maxsize) {
            return new Queue<>(maxsize);
        }

        @Override
        public Thread newThread(Runnable work) {
            return newVirtualThread(work);
        }
    }

    @Nested
    class OfLifoQueue implements QueueContract {
        @Override
        public Queue<Integer> newQueue(int maxsize) {
            return new LifoQueue<>(maxsize);
        }

        @Override
        public Thread newThread(Runnable work) {
            return newVirtualThread(work);
        }
    }

    @Nested
    class OfPriorityQueue implements QueueContract {
        @Override
        public Queue<Integer> newQueue(int maxsize) {
            return new PriorityQueue<>(maxsize, Comparator.nullsFirst(Comparator.naturalOrder()));
        }

        @Override
        public Thread newThread(Runnable work) {
            return newVirtualThread(work);
        }
    }

    @Nested
    class OfSimpleQueue implements HandOverContract {
        @Override
        public HandOver newHandOver() {
            return HandOver.of(new SimpleQueue<>());
        }

        @Override
        public Thread newThread(Runnable work) {
            return newVirtualThread(work);
        }
    }
}
