package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the bytes of a task go to the worker, and when they may wait for others. */
class SendBufferTest {
    private static final int ARITY = 1;

    private final SendBuffer buffer = new SendBuffer();

    private static final class Small extends PoolTask {
        Small() {
            super(TaskFunction.INLINE[ARITY], new byte[1], 0, 1);
        }

        @Override
        protected void settle(PoolOutcome outcome) {}

        @Override
        protected String describe() {
            return "a small task";
        }
    }

    /** The worker has turned out to do its tasks in next to no time. */
    private void tasksAreTiny() {
        for (int i = 0; i < 10; i++) {
            long now = System.nanoTime();
            buffer.window().begins(now);
            buffer.window().answered(1000, now + 1000);
        }
    }

    private void add(int tasks) {
        for (int i = 0; i < tasks; i++) {
            buffer.add(new Small());
        }
    }

    private void write() {
        buffer.take().truncate(0);
    }

    private void answer(int tasks) {
        for (int i = 0; i < tasks; i++) {
            var answers = new Answers(1);
            answers.add(Answers.NEXT, new PoolOutcome.Abandoned("over"));
            buffer.inFlight().answered(answers, 0);
        }
    }

    @Test
    void mayWait_ofAWorkerThatWasWrittenNothing_isFalse() {
        tasksAreTiny();
        add(50);
        assertThat(buffer.mayWait()).isFalse();
    }

    @Test
    void mayWait_whileTheWorkerHasTinyTasksToAnswer_isTrue() {
        tasksAreTiny();
        add(2);
        write();
        add(1);
        assertThat(buffer.mayWait()).isTrue();
    }

    @Test
    void mayWait_whenAllThatWasWrittenIsAnswered_isFalse() {
        tasksAreTiny();
        add(2);
        write();
        add(1);
        answer(2);
        assertThat(buffer.hasPending()).isTrue();
        assertThat(buffer.mayWait()).isFalse();
    }

    @Test
    void mayWait_behindTasksThatWereTakenBack_isFalse() {
        tasksAreTiny();
        add(3);
        write();
        buffer.inFlight().recallFrom(0);
        add(1);
        assertThat(buffer.mayWait()).isFalse();
    }

    @Test
    void mayWait_whereTasksAreNotKnownToBeTiny_isFalse() {
        add(2);
        write();
        add(1);
        assertThat(buffer.mayWait()).isFalse();
    }

    @Test
    void mayWait_withMuchToBeWritten_isFalse() {
        tasksAreTiny();
        add(2);
        write();
        add(8 * 1024);
        assertThat(buffer.mayWait()).isFalse();
    }
}
