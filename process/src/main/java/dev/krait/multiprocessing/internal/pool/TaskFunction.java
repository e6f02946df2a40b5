package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function of one or more tasks, encoded once. A worker is told it before its first task of it.
 *
 * @see FunctionRegistry
 */
public final class TaskFunction {
    /** What tasks say whose function comes with each of them. */
    static final TaskFunction[] INLINE = {inline(0), inline(1), inline(2), inline(3), inline(4)};

    private static final int FRAME_COST = 256;

    private final int number;
    private final int arity;
    private final boolean constant;
    private final byte @Nullable [] definition;
    private final int length;

    /** Where a large definition lies instead of in {@code definition}. */
    private final @Nullable File segment;

    /** What moves with it to the worker that rebuilds it first. */
    private final List<Passage.Passenger> moved;

    private volatile boolean answered;

    private TaskFunction(
            int number,
            int arity,
            boolean constant,
            byte @Nullable [] definition,
            int length,
            @Nullable File segment,
            List<Passage.Passenger> moved) {
        this.number = number;
        this.arity = arity;
        this.constant = constant;
        this.definition = definition;
        this.length = length;
        this.segment = segment;
        this.moved = moved;
    }

    /** A function with its encoded value, which goes into a segment if it is large, and with what moves with that. */
    static TaskFunction defined(
            int number,
            int arity,
            boolean constant,
            ByteWriter body,
            List<Passage.Passenger> moved,
            SegmentPool segments)
            throws IOException {
        int length = body.size();
        return length > ToWorker.MAX_FRAME / 2 || !body.blocks().isEmpty()
                ? new TaskFunction(
                        number,
                        arity,
                        constant,
                        null,
                        length,
                        segments.writeLasting(body.array(), length, body.blocks()),
                        moved)
                : new TaskFunction(number, arity, constant, body.toByteArray(), length, null, moved);
    }

    private static TaskFunction inline(int arity) {
        return new TaskFunction(ToWorker.INLINE, arity, true, null, 0, null, List.of());
    }

    int number() {
        return number;
    }

    int arity() {
        return arity;
    }

    boolean isInline() {
        return number == ToWorker.INLINE;
    }

    /** Whether it never changes and so is never forgotten. */
    boolean isConstant() {
        return constant;
    }

    /** How many bytes its definition takes in the pipe. */
    int definitionSize() {
        return FRAME_COST + (definition == null ? FRAME_COST : length);
    }

    /** A worker has ended a task of it, and so has taken over what moves with it. */
    void answered() {
        if (!moved.isEmpty()) { // As a rule it is empty, and this is said for each answer.
            answered = true;
        }
    }

    /** No task of it is left: what was to move with it ends here if no worker has taken it over. */
    void lose() {
        if (!answered) {
            PoolTask.lose(moved);
        }
    }

    @Nullable
    File segment() {
        return segment;
    }

    /** Appends the frame that defines it. */
    void define(ByteWriter out) {
        if (segment != null) {
            ToWorker.putDefineSpilled(out, number, segment.getPath(), length);
        } else if (definition != null) {
            int frame = ToWorker.beginDefine(out, number);
            out.putBytes(definition, 0, length);
            ToWorker.end(out, frame);
        }
    }
}
