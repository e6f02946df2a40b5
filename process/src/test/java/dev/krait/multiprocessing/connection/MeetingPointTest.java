package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.connection.ConnectionContract.Beside;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.File;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MeetingPointTest {
    @AfterEach
    void nothingRemainsOnDisk() {
        File folder = RunFolder.get().path().toFile();
        assertThat(folder.list((place, name) -> name.startsWith("pipe-"))).isEmpty();
    }

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

    @Test
    void connectionThatCameTooLateForItsTurn_doesNotCountForTheNext() throws Exception {
        MeetingPoint before = MeetingPoint.open();
        Path path = before.path();
        MeetingPoint elsewhere = MeetingPoint.open();
        try (var late = SocketChannel.open(UnixDomainSocketAddress.of(elsewhere.path()))) {
            late.configureBlocking(false);
            elsewhere.withdraw().close(); // So a connection ends that is still open when who listened has left.
            assertThat(read(late)).isEqualTo(Frames.HELLO);
            assertThat(before.withdraw()).isNull();
            MeetingPoint next = MeetingPoint.arrive(path).first();

            assertThat(MeetingPoint.isMet(path, 0, late)).isFalse();

            try (SocketChannel there = MeetingPoint.arrive(path).met();
                    SocketChannel here = accept(next)) {
                exchange(there, here);
            }
        }
        MeetingPoint.tidy(path);
        MeetingPoint.tidy(elsewhere.path());
    }

    /** Who sends a number and reads one. */
    private static void exchange(SocketChannel one, SocketChannel other) throws Exception {
        one.write(Frames.newBuffer(Frames.HEADER).putInt(0, 1234));
        int first = read(other);
        assertThat(first == Frames.HELLO ? read(other) : first).isEqualTo(1234);
    }

    @RepeatedTest(100)
    void visitor_whoComesWhileTheListenerMovesOn_meetsItInTheEnd() throws Exception {
        MeetingPoint point = MeetingPoint.open();
        Path path = point.path();
        var arrival = new AtomicReference<MeetingPoint.Arrival>();
        var arriving = new Beside(() -> arrival.set(MeetingPoint.arrive(path)));

        SocketChannel here = null;
        for (int moves = 0; moves < 20 && here == null && arrival.get() == null; moves++) {
            here = point.withdraw();
            if (here == null) {
                MeetingPoint.Arrival again = MeetingPoint.arrive(path);
                here = again.met();
                point = again.first() == null ? point : again.first();
            }
        }
        if (here == null) {
            here = accept(point);
        }
        arriving.endWell();
        MeetingPoint.Arrival there = arrival.get();
        try (SocketChannel ours = here;
                SocketChannel theirs = there.met() != null ? there.met() : accept(there.first())) {
            exchange(ours, theirs);
            exchange(theirs, ours);
        }
        MeetingPoint.tidy(path);
    }
}
