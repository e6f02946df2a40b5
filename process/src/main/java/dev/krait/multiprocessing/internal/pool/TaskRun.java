package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one function that wait and travel together, encoded one behind the other as a frame of tasks has them.
 *
 * <p>It saves the books a line for each call, and is cut wherever two calls have to part. A worker still claims and answers
 * each call by itself, so that each is lost, taken back or stopped alone. Its calls were submitted together, have the same
 * deadlines, and no say in whether they begin.
 *
 * <p>Which calls it stands for is guarded by the pool's lock.
 */
public abstract class TaskRun extends PoolTask {
    private final byte[] body;

    /** Where the bytes of its calls begin and end. */
    private int from;

    private int end;

    /** Which call of all that belong together is its first, and how many they are. */
    private int first;

    private int calls;

    /**
     * Calls one behind the other.
     *
     * @param function what to call
     * @param body an array that holds for each call the length of its encoded arguments, and those
     * @param from where the first call begins
     * @param end where the last one ends
     * @param first the index of the first call, by which it is told its outcome
     * @param calls how many they are
     */
    protected TaskRun(TaskFunction function, byte[] body, int from, int end, int first, int calls) {
        super(function, body, from, 0);
        this.body = body;
        this.from = from;
        this.end = end;
        this.first = first;
        this.calls = calls;
    }

    /**
     * Takes in one more call if that lies right behind its last one; before it is submitted.
     *
     * @return whether it does
     */
    public final boolean extend(byte[] itsBody, int itsFrom, int itsEnd) {
        if (itsBody != body || itsFrom != end) {
            return false;
        }
        end = itsEnd;
        calls++;
        return true;
    }

    /** Some of its calls, as a run of their own. */
    protected abstract TaskRun part(byte[] itsBody, int itsFrom, int itsEnd, int itsFirst, int itsCalls);

    /** Some calls have ended, those from an index on with these outcomes, in order. */
    protected abstract void settle(int index, Outcomes outcomes);

    /** What the call with an index is, for the text of a failure. */
    protected abstract String describe(int index);

    /** Whether all of them go to the worker that gets the first, as far as they fit into its pipe. */
    protected boolean together() {
        return false;
    }

    @Override
    public final int calls() {
        return calls;
    }

    /** The index of its first call. */
    protected final int first() {
        return first;
    }

    @Override
    public final long size() {
        return (long) end - from;
    }

    @Override
    protected final void settle(PoolOutcome outcome) {
        settle(first, Outcomes.same(outcome, calls));
    }

    @Override
    protected final String describe() {
        return describe(first);
    }

    private TaskRun piece(int itsFrom, int itsEnd, int itsFirst, int itsCalls) {
        TaskRun piece = part(body, itsFrom, itsEnd, itsFirst, itsCalls);
        piece.submitted(submittedAt());
        return piece;
    }

    /** Takes out the first calls, as a run of their own. */
    final TaskRun cutFirst(int count) {
        int at = behind(from, count);
        TaskRun taken = piece(from, at, first, count);
        drop(count, at);
        return taken;
    }

    /** Takes out all but the first calls, as a run of their own. */
    final TaskRun cutBehind(int count) {
        int at = behind(from, count);
        TaskRun taken = piece(at, end, first + count, calls - count);
        end = at;
        calls = count;
        return taken;
    }

    /** Forgets its first calls, which are answered; returns how many bytes they took. */
    final int drop(int count) {
        int before = from;
        drop(count, behind(from, count));
        return from - before;
    }

    private void drop(int count, int at) {
        from = at;
        first += count;
        calls -= count;
    }

    /** Where a call begins that so many others lie before. */
    private int behind(int start, int count) {
        int at = start;
        for (int i = 0; i < count; i++) {
            at = behind(at);
        }
        return at;
    }

    /** Where a call ends. */
    private int behind(int start) {
        int at = start;
        int length = body[at] & 0x7F;
        for (int shift = 7; body[at++] < 0; shift += 7) {
            length |= (body[at] & 0x7F) << shift;
        }
        return at + length;
    }

    /** How many of its first calls take no more than so many bytes; at most so many calls. */
    final int callsWithin(long bytes, int most) {
        if (calls <= most && end - from <= bytes) {
            return calls;
        }
        int count = 0;
        int at = from;
        while (count < most && count < calls) {
            at = behind(at);
            if (at - from > bytes) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Appends some calls as tasks of a frame, at least one and as many as take no more than so many bytes; returns how many. */
    final int put(ByteWriter out, int skipped, int room) {
        if (skipped == 0 && end - from <= room) {
            out.putBytes(body, from, end - from);
            return calls;
        }
        int start = behind(from, skipped);
        int at = behind(start);
        int count = 1;
        while (skipped + count < calls) {
            int next = behind(at);
            if (next - start > room) {
                break;
            }
            at = next;
            count++;
        }
        out.putBytes(body, start, at - start);
        return count;
    }

    @Override
    final List<PoolTask> singles() {
        if (calls == 1) {
            return List.of(this);
        }
        var singles = new ArrayList<PoolTask>(calls);
        int at = from;
        for (int i = 0; i < calls; i++) {
            int next = behind(at);
            singles.add(piece(at, next, first + i, 1));
            at = next;
        }
        return singles;
    }
}
