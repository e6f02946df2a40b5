package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Any sequence of calls by one thread does to a queue between processes what it does to a deque and a counter. */
class SharedQueueProperties {
    enum Call {
        PUT,
        PUT_MANY,
        GET,
        TASK_DONE,
        DRAIN,
        SHUTDOWN,
        SHUTDOWN_NOW,
        JOIN
    }

    /** A call and how large an item or number goes with it. */
    record Step(Call call, int size) {}

    /** The plain model. */
    static final class Model {
        private final Deque<Integer> sizes = new ArrayDeque<>();
        private final int maxsize;
        private long unfinished;
        private boolean over;

        Model(int maxsize) {
            this.maxsize = maxsize;
        }

        String put(int size) {
            if (over) {
                return "QueueShutDownException";
            }
            if (maxsize > 0 && sizes.size() >= maxsize) {
                return "QueueFullException";
            }
            sizes.add(size);
            unfinished++;
            return "put";
        }

        String apply(Step step) {
            return switch (step.call) {
                case PUT -> put(step.size);
                case PUT_MANY -> {
                    String last = "";
                    for (int i = 0; i < 100; i++) {
                        last = put(step.size / 100 + i);
                    }
                    yield last;
                }
                case GET -> {
                    if (sizes.isEmpty()) {
                        yield over ? "QueueShutDownException" : "QueueEmptyException";
                    }
                    yield "got " + sizes.remove();
                }
                case TASK_DONE -> {
                    if (unfinished == 0) {
                        yield "IllegalStateException";
                    }
                    unfinished--;
                    yield "done";
                }
                case DRAIN -> {
                    var drained = new ArrayList<Integer>();
                    while (!sizes.isEmpty() && drained.size() < step.size % 7) {
                        drained.add(sizes.remove());
                    }
                    yield "drained " + drained;
                }
                case SHUTDOWN -> {
                    over = true;
                    yield "shut";
                }
                case SHUTDOWN_NOW -> {
                    over = true;
                    unfinished = Math.max(0, unfinished - sizes.size());
                    sizes.clear();
                    yield "shut";
                }
                case JOIN -> "joined " + (unfinished == 0);
            };
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Call> calls = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of(Call.PUT)),
                Tuple.of(3, Arbitraries.of(Call.PUT_MANY)),
                Tuple.of(25, Arbitraries.of(Call.GET)),
                Tuple.of(15, Arbitraries.of(Call.TASK_DONE)),
                Tuple.of(4, Arbitraries.of(Call.DRAIN)),
                Tuple.of(1, Arbitraries.of(Call.SHUTDOWN, Call.SHUTDOWN_NOW)),
                Tuple.of(3, Arbitraries.of(Call.JOIN)));
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.integers().between(0, 100)),
                Tuple.of(3, Arbitraries.integers().between(4_000, 10_000)),
                Tuple.of(1, Arbitraries.integers().between(30_000, 50_000)));
        return calls.flatMap(call -> sizes.map(size -> new Step(call, size)))
                .list()
                .ofMaxSize(60);
    }

    private static byte[] item(int size) {
        var item = new byte[size];
        java.util.Arrays.fill(item, (byte) size);
        return item;
    }

    private static int size(byte[] item) {
        assertThat(item).isEqualTo(item(item.length));
        return item.length;
    }

    private static String apply(JoinableQueue<byte[]> queue, Step step) throws InterruptedException {
        try {
            return switch (step.call) {
                case PUT -> {
                    queue.putNowait(item(step.size));
                    yield "put";
                }
                case PUT_MANY -> {
                    String last = "";
                    for (int i = 0; i < 100; i++) {
                        last = apply(queue, new Step(Call.PUT, step.size / 100 + i));
                    }
                    yield last;
                }
                case GET -> "got " + size(queue.getNowait());
                case TASK_DONE -> {
                    queue.taskDone();
                    yield "done";
                }
                case DRAIN -> {
                    var drained = new ArrayList<byte[]>();
                    assertThat(queue.drainTo(drained, step.size % 7)).isEqualTo(drained.size());
                    yield "drained "
                            + drained.stream().map(SharedQueueProperties::size).toList();
                }
                case SHUTDOWN, SHUTDOWN_NOW -> {
                    queue.shutdown(step.call == Call.SHUTDOWN_NOW);
                    yield "shut";
                }
                case JOIN -> "joined " + queue.join(Duration.ZERO);
            };
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Property(tries = 150)
    void anyCalls_doToAQueueWhatTheyDoToTheModel(
            @ForAll("steps") List<Step> steps,
            @ForAll @IntRange(min = -1, max = 8) int maxsize,
            @ForAll boolean putsBack)
            throws InterruptedException {
        QueueOptions options = QueueOptions.defaults().withMaxsize(maxsize);
        var queue = new JoinableQueue<byte[]>(putsBack ? options.withRequeue() : options);
        var model = new Model(maxsize);
        for (Step step : steps) {
            assertThat(apply(queue, step)).as("%s", step).isEqualTo(model.apply(step));
            assertThat(queue.qsize()).isEqualTo(model.sizes.size());
            assertThat(queue.empty()).isEqualTo(model.sizes.isEmpty());
            assertThat(queue.full()).isEqualTo(maxsize > 0 && model.sizes.size() >= maxsize);
            assertThat(queue.unfinishedTasks()).isEqualTo(model.unfinished);
            assertThat(queue.isShutdown()).isEqualTo(model.over);
        }
    }
}
