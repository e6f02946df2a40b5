package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.connection.ConnectionContract.Beside;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MeetingPointTest {
    private static int read(SocketChannel socket) throws Exception {
        ByteBuffer bytes = Frames.newBuffer(Frames.HEADER);
        while (bytes.hasRemaining() && socket.read(bytes) >= 0) {
            Thread.onSpinWait();
        }
        return bytes.getInt(0);
    }

    /** Without a pause, so that it comes before the visitor has gone on. */
    private static SocketChannel accept(MeetingPoint point) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
            SocketChannel other = point.accept();
            if (other != null) {
                return other;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nobody came");
    }

    @Test
    void visitor_whoseNameWasTakenByTheListener_isGreeted() throws Exception {
        MeetingPoint point = MeetingPoint.open();
        try (var visitor = SocketChannel.open(UnixDomainSocketAddress.of(point.path()))) {
            SocketChannel other = accept(point);
            other.close();
            assertThat(Files.exists(point.path())).isFalse();
            assertThat(Files.exists(Path.of(point.path() + ".met"))).isTrue();
            assertThat(read(visitor)).isEqualTo(Frames.HELLO);
        }
        MeetingPoint.tidy(point.path());
        assertThat(Files.exists(Path.of(point.path() + ".met"))).isFalse();
    }

    @RepeatedTest(100)
    void listener_thatLeavesAtOnce_isMetAndHeard() throws Exception {
        MeetingPoint point = MeetingPoint.open();
        var arrival = new AtomicReference<MeetingPoint.Arrival>();
        var arriving = new Beside(() -> arrival.set(MeetingPoint.arrive(point.path())));
        SocketChannel other = accept(point);
        other.write(Frames.newBuffer(Frames.HEADER).putInt(0, 1234));
        other.close();
        MeetingPoint.tidy(point.path());
        arriving.endWell();
        try (SocketChannel met = arrival.get().met()) {
            assertThat(met).isNotNull();
            int first = read(met);
            assertThat(first == Frames.HELLO ? read(met) : first).isEqualTo(1234);
        }
    }
}
