package dev.krait.multiprocessing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls of one function in this JVM. */
final class LocalCalls implements CallGroup {
    private final Object function;
    private final int arity;
    private final TaskOptions options;
    private final boolean byCaller;
    private final ObjIntConsumer<List<LocalCall>> submit;

    /** What was submitted, to be taken back; forgotten a part at a time, so that an endless group does not grow. */
    private final Queue<List<LocalCall>> submitted = new ConcurrentLinkedQueue<>();

    LocalCalls(
            Object function, int arity, TaskOptions options, boolean byCaller, ObjIntConsumer<List<LocalCall>> submit) {
        this.byCaller = byCaller;
        this.options = options;
        this.function = function;
        this.arity = arity;
        this.submit = submit;
    }

    @Override
    public Batch batch(int chunk, BatchReceiver receiver) {
        return batch(chunk, receiver, options);
    }

    @Override
    public Batch batch(int chunk, BatchReceiver receiver, TaskOptions itsOptions) {
        return new LocalBatch(chunk, receiver, itsOptions);
    }

    private final class LocalBatch implements Batch {
        private final int chunk;
        private final BatchReceiver receiver;
        private final TaskOptions itsOptions;
        private final List<LocalCall> calls = new ArrayList<>();

        LocalBatch(int chunk, BatchReceiver receiver, TaskOptions itsOptions) {
            this.chunk = chunk;
            this.receiver = receiver;
            this.itsOptions = itsOptions;
        }

        @Override
        public void add(@Nullable Object... arguments) {
            calls.add(new LocalCall(function, arity, arguments, receiver.of(calls.size()), itsOptions, byCaller));
        }

        @Override
        public void addOne(@Nullable Object argument) {
            add(new @Nullable Object[] {argument});
        }

        @Override
        public int size() {
            return calls.size();
        }

        @Override
        public long bytes() {
            return 0;
        }
    }

    @Override
    public void submit(Batch batch) {
        var submittedNow = (LocalBatch) batch;
        List<LocalCall> local = submittedNow.calls;
        while (true) {
            List<LocalCall> oldest = submitted.peek();
            if (oldest == null || !oldest.get(oldest.size() - 1).isDone()) {
                break;
            }
            submitted.remove();
        }
        if (options.limits() != null) {
            local.forEach(LocalCall::submitted);
        }
        submitted.add(local);
        boolean taken = false;
        try {
            submit.accept(local, submittedNow.chunk);
            taken = true;
        } finally {
            if (!taken) {
                submitted.remove(local);
                local.forEach(LocalCall::takeBack);
            }
        }
    }

    @Override
    public void awaitRoom() {
        // The arguments are here already.
    }

    @Override
    public int cancel() {
        return count(LocalCall::takeBack);
    }

    @Override
    public int stop() {
        return count(LocalCall::stop);
    }

    private int count(Predicate<LocalCall> takesBack) {
        int taken = 0;
        for (List<LocalCall> calls : submitted) {
            for (LocalCall call : calls) {
                if (takesBack.test(call)) {
                    taken++;
                }
            }
        }
        return taken;
    }

    @Override
    public void end() {
        // Nothing is kept for calls to come.
    }
}
