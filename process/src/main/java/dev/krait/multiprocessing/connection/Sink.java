package dev.krait.multiprocessing.connection;

import java.io.IOException;

/** Where an end puts whole messages. One thread at a time calls it, under the end's lock, but for what says so. */
interface Sink {
    /**
     * Puts a message, waiting for room.
     *
     * @return false if another sink has taken this one's place, and nothing was put
     * @throws InterruptedException if interrupted before any of it was put
     */
    boolean put(byte[] bytes, int offset, int length) throws IOException, InterruptedException;
}
