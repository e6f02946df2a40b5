package dev.krait.examples.shared;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A web server on this machine that thinks a while before it answers, as servers far away do. It keeps no thread busy
 * meanwhile, so any number of requests may be thought about at once.
 */
public final class SlowServer implements AutoCloseable {
    private static final int PAGE_BYTES = 32 * 1024;

    static {
        // Otherwise the kernel holds back the page until the client has acknowledged the header, for some 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);

    /**
     * A server that is running when this returns.
     *
     * @param delay how long it thinks about each page
     * @throws IOException if it cannot listen
     */
    public SlowServer(Duration delay) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.createContext("/", exchange -> {
            var unused = clock.schedule(() -> answer(exchange), delay.toMillis(), TimeUnit.MILLISECONDS);
        });
        server.start();
    }

    /**
     * Addresses of different pages.
     *
     * @param count how many
     * @return they
     */
    public List<URI> pages(int count) {
        InetSocketAddress address = server.getAddress();
        return IntStream.range(0, count)
                .mapToObj(i -> URI.create(
                        "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/page/" + i))
                .toList();
    }

    private static void answer(HttpExchange exchange) {
        String line = "This is " + exchange.getRequestURI() + ", and there is not much more to say about it.\n";
        byte[] page = line.repeat(PAGE_BYTES / line.length()).getBytes(StandardCharsets.UTF_8);
        try (exchange;
                OutputStream out = answerTo(exchange, page.length)) {
            out.write(page);
        } catch (IOException e) {
            System.getLogger("dev.krait.examples").log(System.Logger.Level.DEBUG, "a client went away", e);
        }
    }

    private static OutputStream answerTo(HttpExchange exchange, int length) throws IOException {
        exchange.sendResponseHeaders(200, length);
        return exchange.getResponseBody();
    }

    @Override
    public void close() {
        server.stop(0);
        clock.shutdownNow();
    }
}
