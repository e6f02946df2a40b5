package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.launch.RunCookie;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Listens to what the parent has to say while a task runs, on a pipe and a thread of its own. Its end is the parent's end:
 * then this JVM ends too, whatever it is doing.
 */
public final class ControlLane extends Thread {
    /** The parent has read from the ring. */
    public static final byte SPACE_FREED = 'S';

    /** Interrupt the task with the number that follows in eight bytes, if it is still running. */
    public static final byte INTERRUPT = 'I';

    /** The request with the number that follows in eight bytes has an answer of the length that follows in four. */
    private static final byte ANSWERED = 'A';

    /** Write down what all threads are doing, as the request with the number that follows in eight bytes. */
    public static final byte THREAD_DUMP = 'D';

    /** Interrupt what this process is for, now or as soon as it begins. */
    public static final byte INTERRUPT_PROCESS = 'P';

    /** From this process to itself: it is about to end. */
    private static final byte ENDING = 'E';

    private static final long POLL_MILLIS = 5;
    private static final int LOOKS_PER_CHECK = 40;
    private static final long EXIT_GRACE_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final String path;
    private final String filePrefix;
    private final Outbox outbox;
    private final RunningTask running;
    private final ClassRequests classes;

    /** Touched by this thread alone. */
    private boolean ending;

    ControlLane(String path, String filePrefix, Outbox outbox, RunningTask running, ClassRequests classes) {
        super("krait-control");
        setDaemon(true);
        this.path = path;
        this.filePrefix = filePrefix;
        this.outbox = outbox;
        this.running = running;
        this.classes = classes;
    }

    /** What tells a worker that the answer to one of its requests is there. */
    public static byte[] answered(long request, int length) {
        var message = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES);
        return message.put(ANSWERED).putLong(request).putInt(length).array();
    }

    @Override
    public void run() {
        try (var control = new DataInputStream(new FileInputStream(path))) {
            for (int message = next(control); message >= 0; message = next(control)) {
                if (message == SPACE_FREED) {
                    outbox.spaceFreed();
                } else if (message == INTERRUPT) {
                    // Even early: the worker has claimed the task, but may still be reading its arguments.
                    running.interruptEvenEarly(control.readLong());
                    FaultPoint.reach("interrupt-heard");
                } else if (message == THREAD_DUMP) {
                    dumpThreads(control.readLong());
                } else if (message == ANSWERED) {
                    classes.answered(control.readLong(), control.readInt());
                } else if (message == INTERRUPT_PROCESS) {
                    running.interruptEvenEarly(ProcessProgram.TASK);
                }
            }
        } catch (IOException e) {
            // The same as its end: without this lane the worker could outlive its parent. Nothing is printed, since
            // whoever prints may be waiting for room in the ring that nobody reads any more.
            exitWithParent();
        }
        exitWithParent();
    }

    /** Here and now, so that an interrupt that follows finds what is written down already. */
    private void dumpThreads(long request) {
        try {
            Path written = Path.of(filePrefix + "-dumping");
            Files.writeString(written, ThreadDump.ofThisProcess());
            Files.move(written, LaunchedWorker.dumpPath(filePrefix, request), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Whoever asked does not wait for ever, and this lane has more to do.
            return;
        }
    }

    /**
     * The JVM is about to end. A JVM that ends waits 300 ms for threads that are inside a system call, so this one leaves its own
     * and looks for messages from time to time.
     */
    void endSoon() {
        try (var control = Files.newOutputStream(Path.of(path), StandardOpenOption.WRITE)) {
            control.write(ENDING);
        } catch (IOException removed) {
            // Nobody is left to read it; then this takes 300 ms longer.
            return;
        }
    }

    /** Uses for the first time what {@link #endSoon} uses. */
    static void rehearse() throws IOException {
        Files.newOutputStream(Path.of("/dev/null"), StandardOpenOption.WRITE).close();
        RunCookie.own().launcherIsParent();
    }

    /** The next message; -1 when the parent has gone. */
    private int next(InputStream control) throws IOException {
        while (!ending) {
            int message = control.read();
            if (message != ENDING) {
                return message;
            }
            ending = true;
        }
        return poll(control);
    }

    /** The same without staying inside a system call, while exit hooks run, which may need the parent and take for ever. */
    private static int poll(InputStream control) throws IOException {
        try {
            for (int looks = 1; control.available() == 0; looks++) {
                Thread.sleep(POLL_MILLIS);
                if (looks % LOOKS_PER_CHECK == 0 && !RunCookie.own().launcherIsParent()) {
                    return -1;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
        return control.read();
    }

    /** Lets exit hooks run, but not for ever: nobody is left who could end this process. */
    private static void exitWithParent() {
        Thread exit = new Thread(ControlLane::exit, "krait-exit");
        exit.setDaemon(true);
        exit.start();
        try {
            exit.join(EXIT_GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void exit() {
        RunCookie.own().endDescendants();
        System.exit(0);
    }
}
