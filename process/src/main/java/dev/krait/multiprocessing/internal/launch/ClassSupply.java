package dev.krait.multiprocessing.internal.launch;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ClassRoutes;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.ToParent.Wanted;
import dev.krait.multiprocessing.internal.wire.ToParent.Wish;
import dev.krait.multiprocessing.internal.wire.WantedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Gives one worker the classes and resources that it lacks.
 *
 * <p>Class loaders are the program's own code, so they run on a thread of this worker alone, which is there while there is
 * something to do: one that never answers keeps nobody waiting but the task that asked. Only loaders that have been
 * numbered are asked, which are those whose classes were sent.
 */
public final class ClassSupply {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** What tells the worker that the answer to a request is there. */
    public interface Reply {
        /** The message; the answer has this many bytes. */
        byte[] message(long request, int length);
    }

    private final LaunchedWorker worker;
    private final Reply reply;
    private final ThreadPoolExecutor thread;

    /** The highest number of a request that was answered; only of this thread. */
    private long answered;

    /** The supply of one worker. */
    public ClassSupply(LaunchedWorker worker, String name, Reply reply) {
        this.worker = worker;
        this.reply = reply;
        thread = new ThreadPoolExecutor(1, 1, 100, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Has a request answered; returns at once. */
    public void answer(Wanted wanted) {
        thread.execute(() -> {
            try {
                var bytes = new ByteWriter(1024);
                find(wanted).write(bytes);
                answered = Math.max(answered, wanted.request());
                Segment.write(worker.answer(wanted.request()).toFile(), bytes.array(), 0, bytes.size());
                worker.tell(reply.message(wanted.request(), bytes.size()));
            } catch (Throwable e) { // An Error of the program's own loader too: the worker waits for an answer.
                LOG.log(Level.WARNING, "could not send " + wanted.name() + " to a worker that needs it", e);
                refuse(wanted.request());
            }
        });
    }

    private void refuse(long request) {
        try {
            worker.tell(reply.message(request, 0));
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a worker ended while it waited for a class", gone);
        }
    }

    private static WantedAnswer find(Wanted wanted) {
        try {
            return wanted.wish() == Wish.CLASS
                    ? findClass(wanted.route(), wanted.name())
                    : findResources(LoaderNumbers.INSTANCE.loader(wanted.route()), wanted.name());
        } catch (ClassNotFoundException | IOException | RuntimeException | LinkageError e) {
            return new WantedAnswer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private static WantedAnswer findClass(int wanted, String name) throws ClassNotFoundException, IOException {
        // As this process sees it, so that the worker gets the class of the loader which defines it here.
        Class<?> type = wanted == ClassRoutes.HOME
                ? LoaderNumbers.byName().find(wanted, name)
                : Class.forName(name, false, LoaderNumbers.INSTANCE.loader(wanted));
        int route = LoaderNumbers.INSTANCE.route(type);
        return route == ClassRoutes.HOME
                ? new WantedAnswer.AtHome()
                : new WantedAnswer.ClassFile(route, new ByteReader(LoaderNumbers.bytes(type)));
    }

    private static WantedAnswer findResources(ClassLoader loader, String name) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources(name))) {
            URLConnection connection = url.openConnection();
            // A cached connection would keep the jar open in this process.
            connection.setUseCaches(false);
            try (InputStream content = connection.getInputStream()) {
                contents.add(content.readAllBytes());
            }
        }
        return new WantedAnswer.Resources(contents);
    }

    /** The worker has ended: answers no more, and removes what it did not read. */
    public void close() {
        thread.execute(() -> {
            try {
                for (long request = 1; request <= answered; request++) {
                    Files.deleteIfExists(worker.answer(request));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.shutdown();
    }
}
