package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.internal.wire.Passage;
import java.io.IOException;

/** An end that is about to move: what travels in its place, and what happens if it does or does not. */
record Departure(Ticket ticket, Leaving leaving, Runnable staying) implements Passage.Passenger {
    /** What can fail. */
    interface Leaving {
        void run() throws IOException;
    }

    @Override
    public void depart() throws IOException {
        leaving.run();
    }

    @Override
    public void stay() {
        staying.run();
    }

    @Override
    public void lose() {
        ticket.lose();
    }
}
