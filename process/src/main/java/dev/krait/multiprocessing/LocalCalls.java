package dev.krait.multiprocessing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Calls of one function in this JVM. */
final class LocalCalls implements CallGroup {
    private final Object function;
    private final int arity;
    private final ObjIntConsumer<List<LocalCall>> submit;

    /** What was submitted, to be taken back; forgotten a part at a time, so that an endless group does not grow. */
    private final Queue<List<LocalCall>> submitted = new ConcurrentLinkedQueue<>();

    LocalCalls(Object function, int arity, ObjIntConsumer<List<LocalCall>> submit) {
        this.function = function;
        this.arity = arity;
        this.submit = submit;
    }

    @Override
    public Call prepare(@Nullable Object[] arguments, CallReceiver receiver) {
        return new LocalCall(function, arity, arguments, receiver);
    }

    @Override
    public void submit(List<? extends Call> calls, int chunk) {
        var local = new ArrayList<LocalCall>(calls.size());
        calls.forEach(call -> local.add((LocalCall) call));
        while (true) {
            List<LocalCall> oldest = submitted.peek();
            if (oldest == null || !oldest.get(oldest.size() - 1).isDone()) {
                break;
            }
            submitted.remove();
        }
        submit.accept(local, chunk);
        submitted.add(local);
    }

    @Override
    public void awaitRoom() {
        // The arguments are here already.
    }

    @Override
    public void cancel() {
        submitted.forEach(calls -> calls.forEach(LocalCall::takeBack));
    }

    @Override
    public void end() {
        // Nothing is kept for calls to come.
    }
}
