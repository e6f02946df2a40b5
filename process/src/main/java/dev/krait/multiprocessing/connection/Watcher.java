package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.Waitable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches sockets for those who cannot wait for them themselves: one daemon thread for the whole JVM, there only while
 * there is something to watch. What it runs is short, never waits, and is never the program's own code.
 */
final class Watcher implements Runnable {
    /** A wish that has been granted. */
    static final Waitable.Watch GRANTED = () -> {};

    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(1);
    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static @Nullable Watcher current;

    /** Somebody who wants to know once; the lists of them are guarded by the lock. */
    private record Interest(SelectableChannel channel, int operations, Runnable action) {}

    private final Selector selector;

    private Watcher(Selector selector) {
        this.selector = selector;
    }

    /** Has something run once, soon after a channel that does not block has become ready for an operation. */
    static Waitable.Watch watch(SelectableChannel channel, int operations, Runnable action) {
        var interest = new Interest(channel, operations, action);
        synchronized (LOCK) {
            try {
                Watcher watcher = running();
                SelectionKey key = channel.keyFor(watcher.selector);
                if (key == null || !key.isValid()) {
                    if (key != null) {
                        // It was cancelled, and goes only with the next selection, which may be in progress.
                        watcher.selector.wakeup();
                        watcher.selector.selectNow();
                    }
                    key = channel.register(watcher.selector, 0, new ArrayList<Interest>());
                }
                interests(key).add(interest);
                key.interestOpsOr(operations);
                watcher.selector.wakeup();
                return () -> watcher.forget(interest);
            } catch (ClosedChannelException | CancelledKeyException e) {
                // Below, outside the lock: it will see for itself that the channel is closed.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot watch a connection: the system gives no selector", e);
            }
        }
        action.run();
        return GRANTED;
    }

    @SuppressWarnings("unchecked")
    private static List<Interest> interests(SelectionKey key) {
        return (List<Interest>) key.attachment();
    }

    @GuardedBy("LOCK")
    private static Watcher running() throws IOException {
        Watcher watcher = current;
        if (watcher == null) {
            watcher = new Watcher(Selector.open());
            current = watcher;
            var thread = new Thread(watcher, "krait-connections");
            thread.setDaemon(true);
            thread.start();
        }
        return watcher;
    }

    private void forget(Interest interest) {
        synchronized (LOCK) {
            SelectionKey key = interest.channel.keyFor(selector);
            if (key != null && key.isValid()) {
                interests(key).remove(interest);
                restrict(key);
                selector.wakeup();
            }
        }
    }

    /** Closes a channel whose last descriptor goes only when every selector has let go of it. */
    static void closing(SelectableChannel channel) {
        List<Interest> told = List.of();
        synchronized (LOCK) {
            Watcher watcher = current;
            if (watcher != null) {
                SelectionKey key = channel.keyFor(watcher.selector);
                if (key != null) {
                    told = List.copyOf(interests(key));
                    interests(key).clear();
                    key.cancel();
                    watcher.selector.wakeup();
                }
            }
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
            }
        }
        told.forEach(interest -> interest.action.run());
    }

    @GuardedBy("LOCK")
    private static void restrict(SelectionKey key) {
        int operations = 0;
        for (Interest interest : interests(key)) {
            operations |= interest.operations;
        }
        if (operations == 0) {
            key.cancel();
        } else {
            key.interestOps(operations);
        }
    }

    @Override
    public void run() {
        var due = new ArrayList<Interest>();
        while (true) {
            try {
                selector.select(IDLE_MILLIS);
                synchronized (LOCK) {
                    collect(due);
                    // Lets go of what was cancelled, so that its descriptors go too.
                    selector.selectNow();
                    collect(due);
                    if (due.isEmpty() && selector.keys().isEmpty()) {
                        current = null;
                        selector.close();
                        return;
                    }
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "watching connections failed once", e);
            }
            due.forEach(Watcher::run);
            due.clear();
        }
    }

    @GuardedBy("LOCK")
    private void collect(List<Interest> due) {
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                int ready = key.readyOps();
                interests(key).removeIf(interest -> (interest.operations & ready) != 0 && due.add(interest));
                restrict(key);
            }
        }
        selector.selectedKeys().clear();
    }

    private static void run(Interest interest) {
        try {
            interest.action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action of a watched connection failed", e);
        }
    }
}
