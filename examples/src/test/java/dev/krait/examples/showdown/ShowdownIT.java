package dev.krait.examples.showdown;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.krait.examples.ExampleRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged jar with little to do. */
class ShowdownIT {
    @TempDir
    Path folder;

    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/steady", exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("steady".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/fickle", exchange -> {
            byte[] body = ("request " + requests.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/gone", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void smallShowdown_printsTheTableAndDrawsBothCharts() throws Exception {
        Path out = folder.resolve("new/charts");

        var result = ExampleRun.run(
                "showdown",
                "--downloads",
                "6",
                "--delay",
                "5",
                "--module",
                "java.logging",
                "--workers",
                "2",
                "--out",
                out.toString());

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("I/O-bound: 6 downloads, each answered after 5 ms", "CPU-bound: ")
                .contains("one by one", "16 threads", "2 threads", "2 processes", "1.0x")
                .contains("the same answer each time: ", "classes of together");
        // Read by hand, since ImageIO would leave a thread behind: eight bytes that say PNG, a header, its width and
        // height.
        var png = ByteBuffer.wrap(Files.readAllBytes(out.resolve("showdown.png")));
        assertThat(png.getLong()).isEqualTo(0x89504e470d0a1a0aL);
        assertThat(png.getInt(16)).isEqualTo(1920);
        assertThat(png.getInt(20)).isGreaterThan(500);
        assertThat(Files.readString(out.resolve("showdown.svg")))
                .startsWith("<svg ")
                .endsWith("</svg>\n");
    }

    @Test
    void givenAddresses_areDownloadedInstead() throws Exception {
        var result = ExampleRun.run(
                "showdown",
                "--url",
                url("/steady"),
                "--url",
                url("/steady?2"),
                "--module",
                "java.logging",
                "--out",
                folder.toString());

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("I/O-bound: 2 downloads", "12 bytes downloaded");
    }

    @Test
    void answersThatDiffer_areAnError() throws Exception {
        var result = ExampleRun.run(
                "showdown", "--url", url("/fickle"), "--module", "java.logging", "--out", folder.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("answers DIFFER");
        assertThat(result.err()).contains("but one by one gave").doesNotContain("\tat ");
    }

    @Test
    void addressThatCannotBeDownloaded_isNamed() throws Exception {
        var result = ExampleRun.run(
                "showdown", "--url", url("/gone"), "--module", "java.logging", "--out", folder.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("cannot download " + url("/gone") + ": the server answered with status 404")
                .doesNotContain("\tat ");
    }

    @Test
    void folderThatCannotBeMade_isRefusedBeforeAnyWork() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        var result = ExampleRun.run("showdown", "--out", file.resolve("below").toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("cannot make the folder " + file.resolve("below"));
    }
}
