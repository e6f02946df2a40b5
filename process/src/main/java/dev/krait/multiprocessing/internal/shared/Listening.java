package dev.krait.multiprocessing.internal.shared;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * One sleep at a bell. Reading a FIFO pays no heed to interrupts, so the sleep takes the place of a channel: interrupting
 * the thread closes that, and closing it rings the thread's own bell.
 */
final class Listening extends AbstractInterruptibleChannel {
    private final Bells bells;
    private final int number;

    Listening(Bells bells, int number) {
        this.bells = bells;
        this.number = number;
    }

    /** Sleeps until somebody rings; several rings may come as one, and one may be left over from before. */
    void listen(RandomAccessFile bell) throws InterruptedException {
        var rings = new byte[64];
        boolean rung = false;
        try {
            begin();
            try {
                rung = bell.read(rings) >= 0;
            } finally {
                end(rung);
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            var interrupted = new InterruptedException();
            interrupted.initCause(e);
            throw interrupted;
        } catch (AsynchronousCloseException e) {
            throw new IllegalStateException("somebody else closed a sleep", e);
        } catch (IOException e) {
            throw new IllegalStateException("cannot sleep at bell " + number, e);
        }
    }

    @Override
    protected void implCloseChannel() {
        bells.ring(number);
    }
}
