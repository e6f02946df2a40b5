package dev.krait.multiprocessing.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the thread that watches connections while a class of tests runs, since it stays for a second after its last one and
 * every single test would be held up until it has gone.
 */
final class WatcherStays implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(WatcherStays.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        ServerSocketChannel nobodyComes = ServerSocketChannel.open();
        nobodyComes.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        nobodyComes.configureBlocking(false);
        Watcher.watch(nobodyComes, SelectionKey.OP_ACCEPT, () -> {});
        context.getStore(SPACE).put(context.getUniqueId(), nobodyComes);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Watcher.closing(context.getStore(SPACE).remove(context.getUniqueId(), ServerSocketChannel.class));
    }
}
