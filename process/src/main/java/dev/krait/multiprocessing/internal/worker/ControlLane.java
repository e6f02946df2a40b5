package dev.krait.multiprocessing.internal.worker;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Listens to what the parent has to say while a task runs, on a pipe and a thread of its own. Its end is the parent's end:
 * then this JVM ends too, whatever it is doing.
 */
public final class ControlLane extends Thread {
    /** The parent has read from the ring. */
    public static final int SPACE_FREED = 'S';

    /** Interrupt the task with the number that follows in eight bytes, if it is still running. */
    public static final int INTERRUPT = 'I';

    /** The request with the number that follows in eight bytes has an answer of the length that follows in four. */
    public static final int ANSWERED = 'A';

    private static final long EXIT_GRACE_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final String path;
    private final Outbox outbox;
    private final RunningTask running;
    private final ClassRequests classes;

    ControlLane(String path, Outbox outbox, RunningTask running, ClassRequests classes) {
        super("krait-control");
        setDaemon(true);
        this.path = path;
        this.outbox = outbox;
        this.running = running;
        this.classes = classes;
    }

    @Override
    public void run() {
        try (var control = new DataInputStream(new FileInputStream(path))) {
            for (int message = control.read(); message >= 0; message = control.read()) {
                if (message == SPACE_FREED) {
                    outbox.spaceFreed();
                } else if (message == INTERRUPT) {
                    running.interrupt(control.readLong());
                } else if (message == ANSWERED) {
                    classes.answered(control.readLong(), control.readInt());
                }
            }
        } catch (IOException e) {
            // The same as its end: without this lane the worker could outlive its parent. Nothing is printed, since
            // whoever prints may be waiting for room in the ring that nobody reads any more.
            exitWithParent();
        }
        exitWithParent();
    }

    /** Lets exit hooks run, but not for ever: nobody is left who could end this process. */
    private static void exitWithParent() {
        Thread exit = new Thread(() -> System.exit(0), "krait-exit");
        exit.setDaemon(true);
        exit.start();
        try {
            exit.join(EXIT_GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }
}
