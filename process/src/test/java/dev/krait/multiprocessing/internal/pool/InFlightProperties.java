package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is in flight, however runs are cut, is what a plain list of calls by their numbers says. */
class InFlightProperties {
    private static final int ARITY = 1;

    /** One call by its name, with as many bytes as its arguments have. */
    private record Call(int name, int length) {}

    private record Sent(long number, Call call) {}

    /** Something that happens to a worker's tasks. */
    private record Step(Kind kind, int size) {}

    private enum Kind {
        SEND_RUN,
        SEND_ONE,
        ANSWER,
        RECALL,
        ISOLATE
    }

    private final List<Integer> settled = new ArrayList<>();

    private final class NamedRun extends TaskRun {
        private final List<Call> calls;

        NamedRun(List<Call> calls, byte[] body, int from, int end, int first, int count) {
            super(TaskFunction.INLINE[ARITY], body, from, end, first, count);
            this.calls = calls;
        }

        @Override
        protected TaskRun part(byte[] body, int from, int end, int first, int count) {
            return new NamedRun(calls, body, from, end, first, count);
        }

        @Override
        protected void settle(int index, Outcomes outcomes) {
            for (int i = 0; i < outcomes.size(); i++) {
                settled.add(calls.get(index + i).name);
            }
        }

        @Override
        protected String describe(int index) {
            return "call " + calls.get(index).name;
        }
    }

    private static final class NamedTask extends PoolTask {
        private final Call call;

        NamedTask(Call call) {
            super(TaskFunction.INLINE[ARITY], new byte[call.length], 0, call.length);
            this.call = call;
        }

        @Override
        protected void settle(PoolOutcome outcome) {}

        @Override
        protected String describe() {
            return "call " + call.name;
        }
    }

    private NamedRun run(List<Call> calls) {
        var body = new ByteWriter(16);
        body.putLong(-1); // A run may begin anywhere in its block.
        int from = body.size();
        for (Call call : calls) {
            body.putUnsigned(call.length);
            body.reserve(call.length);
        }
        return new NamedRun(calls, body.array(), from, body.size(), 0, calls.size());
    }

    private static List<Call> calls(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(name -> new Call(name, name % 3 == 0 ? 200 : name % 5))
                .toList();
    }

    @Provide
    static Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 60))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 500)
    void inFlight_afterAnySteps_holdsTheCallsOfThePlainList(@ForAll("steps") List<Step> steps) {
        var inFlight = new InFlight();
        var model = new ArrayList<Sent>();
        long next = 0;
        int names = 0;
        settled.clear();
        for (Step step : steps) {
            if (step.kind == Kind.SEND_RUN || step.kind == Kind.SEND_ONE) {
                int count = step.kind == Kind.SEND_ONE ? 1 : 1 + step.size;
                if (model.size() + count <= InFlight.MOST_TASKS) {
                    List<Call> calls = calls(names, count);
                    names += count;
                    PoolTask task = step.kind == Kind.SEND_ONE ? new NamedTask(calls.get(0)) : run(calls);
                    inFlight.add(task, 32 + (int) task.size());
                    for (Call call : calls) {
                        model.add(new Sent(next++, call));
                    }
                }
            } else if (!model.isEmpty()) {
                int place = step.size % model.size();
                switch (step.kind) {
                    case ANSWER -> answer(inFlight, model, 1 + place);
                    case RECALL -> recall(inFlight, model, place);
                    default -> isolate(inFlight, model.get(place));
                }
            }
            check(inFlight, model, next);
        }
    }

    private void answer(InFlight inFlight, List<Sent> model, int count) {
        List<Sent> oldest = model.subList(0, count);
        var answers = new Answers(1);
        for (Sent sent : oldest) {
            answers.add(sent.call.name % 7 == 0 ? Answers.NEXT : sent.number, new PoolOutcome.Abandoned("over"));
        }
        var names = new ArrayList<Integer>();
        for (int done = 0; done < answers.size(); ) {
            Answered answered = inFlight.answered(answers, done);
            assertThat(answered.from()).isEqualTo(done);
            for (int i = done; i < answered.end(); i++) {
                assertThat(answered.description(i)).isEqualTo("call " + oldest.get(i).call.name);
            }
            settled.clear();
            if (answered.task() instanceof TaskRun run) {
                run.settle(answered.index(), answers.outcomes(answered.from(), answered.end()));
                names.addAll(settled);
            } else {
                names.add(oldest.get(done).call.name);
            }
            done = answered.end();
        }
        assertThat(names).isEqualTo(oldest.stream().map(sent -> sent.call.name).toList());
        oldest.clear();
    }

    private static void recall(InFlight inFlight, List<Sent> model, int place) {
        List<Sent> last = model.subList(place, model.size());
        List<PoolTask> recalled = inFlight.recallFrom(last.get(0).number);
        assertThat(PoolTask.calls(recalled)).isEqualTo(last.size());
        assertThat(names(recalled))
                .isEqualTo(last.stream().map(sent -> "call " + sent.call.name).toList());
        last.clear();
    }

    private static void isolate(InFlight inFlight, Sent sent) {
        PoolTask task = inFlight.isolate(sent.number);
        assertThat(task.calls()).isOne();
        assertThat(task.description()).isEqualTo("call " + sent.call.name);
        assertThat(inFlight.numberOf(task)).isEqualTo(sent.number);
    }

    private static List<String> names(List<PoolTask> tasks) {
        return tasks.stream()
                .flatMap(task -> task.singles().stream())
                .map(PoolTask::description)
                .toList();
    }

    private static void check(InFlight inFlight, List<Sent> model, long next) {
        assertThat(inFlight.count()).isEqualTo(model.size());
        assertThat(inFlight.sent()).isEqualTo(next);
        assertThat(names(inFlight.all()))
                .isEqualTo(model.stream().map(sent -> "call " + sent.call.name).toList());
        for (Sent sent : model) {
            assertThat(inFlight.description(sent.number))
                    .isNotNull()
                    .satisfies(text -> assertThat(text.get()).isEqualTo("call " + sent.call.name));
        }
        assertThat(inFlight.description(next)).isNull();
        long claimed = model.isEmpty() ? -1 : model.get(model.size() / 2).number;
        assertThat(inFlight.lastBelow(claimed + 1)).isEqualTo(claimed);
        int bytes = model.stream().mapToInt(sent -> sent.call.length).sum();
        assertThat(inFlight.cost()).isGreaterThanOrEqualTo(bytes);
        if (model.isEmpty()) {
            assertThat(inFlight.lastBelow(next)).isEqualTo(-1);
        }
    }

    @Property(tries = 200)
    void frames_ofRunsCutAnyhow_holdAllCallsInOrder(@ForAll("steps") List<Step> steps) {
        var buffer = new SendBuffer();
        buffer.pipeTakes(1 << 20);
        var sent = new ArrayList<Call>();
        for (Step step : steps) {
            List<Call> calls = calls(sent.size(), 1 + step.size);
            if (sent.size() + calls.size() <= InFlight.MOST_TASKS) {
                TaskRun run = run(calls);
                if (step.kind == Kind.ISOLATE && calls.size() > 1) {
                    buffer.add(run.cutFirst(calls.size() / 2));
                }
                buffer.add(run);
                sent.addAll(calls);
            }
        }
        var read = new ArrayList<Integer>();
        var frames = new ByteReader(buffer.take().toByteArray());
        while (frames.remaining() > 0) {
            int length = frames.getInt();
            assertThat(length).isLessThanOrEqualTo(ToWorker.MAX_FRAME);
            var message = (ToWorker.Run) ToWorker.read(new ByteReader(frames.getBytes(length)));
            assertThat(message.first()).isEqualTo(read.size());
            while (message.tasks().remaining() > 0) {
                int size = (int) message.tasks().getUnsigned();
                message.tasks().skip(size);
                read.add(size);
            }
        }
        assertThat(read).isEqualTo(sent.stream().map(call -> call.length).toList());
    }

    @Example
    void answered_byTheWrongNumber_saysThatTheChannelIsOutOfStep() {
        var inFlight = new InFlight();
        inFlight.add(run(calls(0, 3)), 100);
        var answers = new Answers(1);
        answers.add(1, new PoolOutcome.Abandoned("over"));

        assertThatThrownBy(() -> inFlight.answered(answers, 0))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("a worker answers its task 1, where 0 is the next");
    }

    @Example
    void answered_whenAGapFollows_takesOnlyTheCallsBeforeIt() {
        var inFlight = new InFlight();
        inFlight.add(run(calls(0, 3)), 100);
        var answers = new Answers(1);
        answers.add(0, new PoolOutcome.Abandoned("over"));
        answers.add(2, new PoolOutcome.Abandoned("over"));

        assertThat(inFlight.answered(answers, 0).end()).isEqualTo(1);
        assertThatThrownBy(() -> inFlight.answered(answers, 1)).isInstanceOf(WireException.class);
    }

    @Example
    void isolate_ofThousandsOfCalls_keepsThemAllInOrder() {
        var inFlight = new InFlight();
        List<Call> calls = calls(0, 3000);
        inFlight.add(run(calls), 100);
        for (int number = 0; number < 2500; number++) {
            inFlight.isolate(number);
        }
        var model = new ArrayList<Sent>();
        calls.forEach(call -> model.add(new Sent(call.name, call)));
        assertThat(names(inFlight.all()))
                .isEqualTo(calls.stream().map(call -> "call " + call.name).toList());
        answer(inFlight, model, 3000);
        assertThat(inFlight.count()).isZero();
    }
}
