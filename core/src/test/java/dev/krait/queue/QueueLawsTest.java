package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Any sequence of calls by one thread does to a queue what it does to a list and two counters. */
class QueueLawsTest {
    enum Kind {
        FIFO {
            @Override
            Queue<Integer> newQueue(int maxsize) {
                return new Queue<>(maxsize);
            }

            @Override
            int next(List<Integer> items) {
                return 0;
            }
        },
        LIFO {
            @Override
            Queue<Integer> newQueue(int maxsize) {
                return new LifoQueue<>(maxsize);
            }

            @Override
            int next(List<Integer> items) {
                return items.size() - 1;
            }
        },
        PRIORITY {
            @Override
            Queue<Integer> newQueue(int maxsize) {
                return new PriorityQueue<>(maxsize);
            }

            @Override
            int next(List<Integer> items) {
                return items.indexOf(
                        items.stream().min(Comparator.naturalOrder()).orElseThrow());
            }
        };

        abstract Queue<Integer> newQueue(int maxsize);

        /** Where in the list of items, oldest first, the one lies that comes out next. */
        abstract int next(List<Integer> items);
    }

    /** The plain model: what is in the queue, what is unfinished, whether it is over. */
    static final class Model {
        final Kind kind;
        final int maxsize;
        final List<Integer> items = new ArrayList<>();
        long unfinished;
        boolean shutDown;

        Model(Kind kind, int maxsize) {
            this.kind = kind;
            this.maxsize = maxsize;
        }

        boolean full() {
            return maxsize > 0 && items.size() >= maxsize;
        }

        String put(int item) {
            if (shutDown) {
                return "QueueShutDownException";
            }
            if (full()) {
                return "QueueFullException";
            }
            items.add(item);
            unfinished++;
            return "put";
        }

        String get() {
            if (items.isEmpty()) {
                return shutDown ? "QueueShutDownException" : "QueueEmptyException";
            }
            return "got " + take();
        }

        int take() {
            return items.remove(kind.next(items));
        }

        String taskDone() {
            if (unfinished == 0) {
                return "IllegalStateException";
            }
            unfinished--;
            return "done";
        }

        String shutdown(boolean immediate) {
            shutDown = true;
            if (immediate) {
                clear();
            }
            return "shut down";
        }

        String clear() {
            unfinished = Math.max(0, unfinished - items.size());
            items.clear();
            return "cleared";
        }

        String drain(int most) {
            var drained = new ArrayList<Integer>();
            while (drained.size() < most && !items.isEmpty()) {
                drained.add(take());
            }
            return drained.toString();
        }

        String peek() {
            return String.valueOf(items.isEmpty() ? null : items.get(kind.next(items)));
        }

        String remove(Integer item) {
            // Which of several equal items goes cannot be seen from outside but for its place in line.
            int place = kind == Kind.LIFO ? items.lastIndexOf(item) : items.indexOf(item);
            if (place < 0) {
                return "false";
            }
            items.remove(place);
            unfinished = Math.max(0, unfinished - 1);
            return "true";
        }
    }

    /** One call, on the real queue and on the model. */
    interface Step {
        String onQueue(Queue<Integer> queue) throws InterruptedException;

        String onModel(Model model);
    }

    record Put(int item) implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            queue.putNowait(item);
            return "put";
        }

        @Override
        public String onModel(Model model) {
            return model.put(item);
        }
    }

    record Get() implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            return "got " + queue.getNowait();
        }

        @Override
        public String onModel(Model model) {
            return model.get();
        }
    }

    record TaskDone() implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            queue.taskDone();
            return "done";
        }

        @Override
        public String onModel(Model model) {
            return model.taskDone();
        }
    }

    record Shutdown(boolean immediate) implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            queue.shutdown(immediate);
            return "shut down";
        }

        @Override
        public String onModel(Model model) {
            return model.shutdown(immediate);
        }
    }

    record Drain(int most) implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            var drained = new ArrayList<Integer>();
            queue.drainTo(drained, most);
            return drained.toString();
        }

        @Override
        public String onModel(Model model) {
            return model.drain(most);
        }
    }

    record Peek() implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            return String.valueOf(queue.asBlockingQueue().peek());
        }

        @Override
        public String onModel(Model model) {
            return model.peek();
        }
    }

    record Remove(Integer item) implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            return String.valueOf(queue.asBlockingQueue().remove(item));
        }

        @Override
        public String onModel(Model model) {
            return model.remove(item);
        }
    }

    record Clear() implements Step {
        @Override
        public String onQueue(Queue<Integer> queue) {
            queue.asBlockingQueue().clear();
            return "cleared";
        }

        @Override
        public String onModel(Model model) {
            return model.clear();
        }
    }

    private static Arbitrary<Step> steps() {
        Arbitrary<Integer> items = Arbitraries.integers().between(0, 9);
        return Arbitraries.frequencyOf(
                Tuple.of(12, items.map(Put::new)),
                Tuple.of(8, Arbitraries.just(new Get())),
                Tuple.of(5, Arbitraries.just(new TaskDone())),
                Tuple.of(1, Arbitraries.of(true, false).map(Shutdown::new)),
                Tuple.of(1, Arbitraries.integers().between(-1, 4).map(Drain::new)),
                Tuple.of(2, Arbitraries.just(new Peek())),
                Tuple.of(2, items.map(Remove::new)),
                Tuple.of(1, Arbitraries.just(new Clear())));
    }

    @Property(tries = 1500)
    void queue_isItsListAndItsCounters(
            @ForAll Kind kind, @ForAll @IntRange(min = -1, max = 5) int maxsize, @ForAll("sequences") List<Step> steps)
            throws Exception {
        Queue<Integer> queue = kind.newQueue(maxsize);
        var model = new Model(kind, maxsize);
        for (Step step : steps) {
            assertThat(outcome(step, queue)).as("%s on %s", step, model.items).isEqualTo(step.onModel(model));
            assertThat(queue.qsize()).isEqualTo(model.items.size());
            assertThat(queue.empty()).isEqualTo(model.items.isEmpty());
            assertThat(queue.full()).isEqualTo(model.full());
            assertThat(queue.unfinishedTasks()).isEqualTo(model.unfinished);
            assertThat(queue.isShutdown()).isEqualTo(model.shutDown);
        }
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        return steps().list().ofMaxSize(80);
    }

    private static String outcome(Step step, Queue<Integer> queue) throws InterruptedException {
        try {
            return step.onQueue(queue);
        } catch (QueueEmptyException | QueueFullException | QueueShutDownException | IllegalStateException e) {
            return e.getClass().getSimpleName();
        }
    }
}
