package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one value to another process, for parts of it that do not travel as copies but move: they board while the
 * value is encoded, and leave this process only when the whole value could be.
 *
 * <p>It belongs to the thread that encodes. One that is begun inside another joins it, so that whoever began the outer
 * one decides when the parts leave.
 */
public final class Passage implements AutoCloseable {
    /** A part that moves. */
    public interface Passenger {
        /**
         * The value is on its way: leave this process.
         *
         * @throws IOException if it has become impossible since it boarded
         */
        void depart() throws IOException;

        /** The value does not travel after all: go on as if nothing had been. */
        void stay();

        /** It left, but whoever it went to is gone: end in the place of that, unless it arrived. May take seconds. */
        void lose();
    }

    private static final ThreadLocal<@Nullable Passage> CURRENT = new ThreadLocal<>();

    private final @Nullable Passage outer;
    private final @Nullable String refusal;
    private final List<Passenger> passengers = new ArrayList<>();
    private List<Passenger> departed = List.of();

    private Passage(@Nullable Passage outer, @Nullable String refusal) {
        this.outer = outer;
        this.refusal = refusal;
    }

    /** Begins one, or joins the one that this thread has begun. */
    public static Passage begin() {
        return begin(null);
    }

    /** Begins one on which nothing may move, and says why to what tries. */
    public static Passage refusing(String reason) {
        return begin(reason);
    }

    private static Passage begin(@Nullable String refusal) {
        var passage = new Passage(CURRENT.get(), refusal);
        CURRENT.set(passage);
        return passage;
    }

    /** The one that this thread is encoding for, null if what it writes goes nowhere. */
    public static @Nullable Passage current() {
        return CURRENT.get();
    }

    /** Why nothing may move on this one, null if it may. */
    public @Nullable String refusal() {
        return refusal != null ? refusal : outer == null ? null : outer.refusal();
    }

    /** Takes a part along. */
    public void board(Passenger passenger) {
        passengers.add(passenger);
    }

    /** The value could be encoded: all that boarded leave, or board the outer passage. */
    public void depart() throws IOException {
        if (outer != null) {
            outer.passengers.addAll(passengers);
            passengers.clear();
        }
        if (!passengers.isEmpty()) {
            departed = new ArrayList<>(passengers);
        }
        while (!passengers.isEmpty()) {
            passengers.get(0).depart();
            passengers.remove(0);
        }
    }

    /** Who has left by this passage, not by one inside it or around it. */
    public List<Passenger> departed() {
        return departed;
    }

    /** Ends it; who has not departed stays. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        passengers.forEach(Passenger::stay);
        passengers.clear();
    }
}
