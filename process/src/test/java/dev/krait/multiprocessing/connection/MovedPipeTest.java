package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pipes whose ends have moved, and so talk over sockets. They move within this JVM, which is the same to them: what
 * carries them is encoded here and decoded as if elsewhere.
 */
@ExtendWith(WatcherStays.class)
class MovedPipeTest implements ConnectionContract {
    @Override
    public Ends open() throws Exception {
        var pipe = new Pipe();
        Connection moved = move(pipe.child());
        return ends(pipe.parent(), moved);
    }

    private static Ends ends(Connection near, Connection far) {
        return new Ends() {
            @Override
            public Connection near() {
                return near;
            }

            @Override
            public Connection far() {
                return far;
            }

            @Override
            public void close() {
                near.close();
                far.close();
            }
        };
    }

    private static Connection move(Connection end) throws Exception {
        try (var carrier = new Pipe()) {
            carrier.parent().send(end);
            return carrier.child().recv(Connection.class);
        }
    }

    @AfterEach
    void nothingRemainsOnDisk() {
        // What a relay has to remove, it removes when it sees the end.
        org.awaitility.Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    File folder = RunFolder.get().path().toFile();
                    assertThat(folder.list((place, name) -> name.startsWith("pipe-")))
                            .isEmpty();
                });
    }

    @Test
    void end_thatMoves_takesItsUnreadMessagesAlong() throws Exception {
        var pipe = new Pipe();
        pipe.parent().send("one");
        pipe.parent().send("two");
        pipe.child().send("to the parent");

        try (Connection moved = move(pipe.child());
                pipe) {
            pipe.parent().send("three");
            assertThat(List.of(moved.recv(), moved.recv(), moved.recv())).isEqualTo(List.of("one", "two", "three"));
            moved.send("also");
            assertThat(pipe.parent().recv()).isEqualTo("to the parent");
            assertThat(pipe.parent().recv()).isEqualTo("also");
        }
    }

    @Test
    void end_thatHasMovedOrIsClosed_saysSoToWhoSendsItOn() throws Exception {
        var pipe = new Pipe();
        var carrier = new Pipe();
        try (Connection moved = move(pipe.child());
                pipe;
                carrier) {
            assertThatThrownBy(() -> carrier.parent().send(List.of(pipe.child())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was sent to another process and lives there now");
            moved.close();
            assertThatThrownBy(() -> carrier.parent().send(moved))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("this connection is closed");
            carrier.parent().send("goes on");
            assertThat(carrier.child().recv()).isEqualTo("goes on");
        }
    }

    @Test
    void end_thatHasMoved_saysSoToWhoUsesIt() throws Exception {
        var pipe = new Pipe();
        try (Connection moved = move(pipe.child());
                pipe) {
            assertThat(moved.isClosed()).isFalse();
            assertThat(pipe.child().isClosed()).isTrue();
            assertThatThrownBy(() -> pipe.child().recv())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
            assertThatThrownBy(() -> pipe.child().send(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
            assertThatThrownBy(() -> move(pipe.child()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
        }
    }

    @Test
    void bothEnds_thatMoveBeforeTheyMeet_meetWithEverythingThatWasSent() throws Exception {
        var pipe = new Pipe();
        pipe.parent().send("for the child");
        pipe.child().send("for the parent");
        try (var carrier = new Pipe()) {
            carrier.parent().send(pipe.child());
            pipe.parent().send("for the child too");
            carrier.parent().send(pipe.parent());
            carrier.parent().send("end");

            try (var child = carrier.child().recv(Connection.class);
                    var parent = carrier.child().recv(Connection.class)) {
                assertThat(child.recv()).isEqualTo("for the child");
                assertThat(child.recv()).isEqualTo("for the child too");
                assertThat(parent.recv()).isEqualTo("for the parent");
                child.send("hello");
                assertThat(parent.recv()).isEqualTo("hello");
            }
        }
    }

    @Test
    void bothEnds_thatArriveInTheOtherOrder_meetToo() throws Exception {
        var pipe = new Pipe(false);
        try (var first = new Pipe();
                var second = new Pipe()) {
            first.parent().send(pipe.receiver());
            second.parent().send(pipe.sender());
            try (var sender = second.child().recv(Connection.class)) {
                sender.send(List.of(1, 2));
                sender.send("kept until the other end is there");
                try (var receiver = first.child().recv(Connection.class)) {
                    assertThat(receiver.recv()).isEqualTo(List.of(1, 2));
                    assertThat(receiver.recv()).isEqualTo("kept until the other end is there");
                    assertThat(receiver.isWritable()).isFalse();
                }
            }
        }
    }

    @Test
    void end_thatHasASocketAlready_movesOnWithItsMessages() throws Exception {
        var pipe = new Pipe();
        Connection once = move(pipe.child());
        for (int i = 0; i < 100; i++) {
            pipe.parent().send(i);
        }
        assertThat(once.recv()).isEqualTo(0);
        Connection twice = move(once);
        pipe.parent().send(100);
        Connection thrice = move(twice);

        try (thrice;
                pipe) {
            for (int i = 1; i <= 100; i++) {
                assertThat(thrice.recv()).isEqualTo(i);
            }
            thrice.send("back");
            assertThat(pipe.parent().recv()).isEqualTo("back");
            pipe.parent().close();
            assertThatThrownBy(thrice::recv).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void end_thatIsClosedBeforeTheOtherArrives_leavesItsMessages() throws Exception {
        var pipe = new Pipe();
        try (var carrier = new Pipe()) {
            pipe.parent().send("one");
            carrier.parent().send(pipe.child());
            pipe.parent().send("two");
            pipe.parent().close();
            try (var child = carrier.child().recv(Connection.class)) {
                assertThat(child.recv()).isEqualTo("one");
                assertThat(child.recv()).isEqualTo("two");
                assertThatThrownBy(child::recv).isInstanceOf(EOFException.class);
                assertThatThrownBy(() -> child.send(1)).hasMessageContaining("broken pipe");
            }
        }
    }

    @Test
    void end_whoseOtherEndWasClosedBefore_movesWithItsMessagesAndTheEnd() throws Exception {
        var pipe = new Pipe();
        pipe.parent().send("left");
        pipe.parent().close();
        try (Connection once = move(pipe.child());
                Connection twice = move(once)) {
            assertThat(twice.recv()).isEqualTo("left");
            assertThatThrownBy(twice::recv).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void end_thatClosesWhileMuchIsKeptForTheOther_deliversItAll() throws Exception {
        var pipe = new Pipe();
        var large = new byte[2_000_000];
        Arrays.fill(large, (byte) 5);
        pipe.parent().sendBytes(large);
        try (Connection child = move(pipe.child())) {
            pipe.parent().close();
            assertThat(Arrays.equals(child.recvBytes(), large)).isTrue();
            assertThatThrownBy(child::recv).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void sender_thatWaitsForRoomWhileTheOtherEndMoves_goesOnOverTheSocket() throws Exception {
        var pipe = new Pipe();
        var sender = new Beside(() -> {
            for (int i = 0; i < 20; i++) {
                pipe.parent().sendBytes(new byte[50_000 + i]);
            }
        });
        sender.waits();
        var receiver = new Beside(() -> pipe.parent().recv());
        receiver.waits();
        try (Connection child = move(pipe.child());
                pipe) {
            for (int i = 0; i < 20; i++) {
                assertThat(child.recvBytes()).hasSize(50_000 + i);
            }
            sender.endWell();
            child.send("done");
            receiver.endWell();
        }
    }

    @Test
    void end_thatArrivesTwice_isRefusedTheSecondTime() throws Exception {
        var pipe = new Pipe();
        Departure departure = pipe.child().end().prepareToMove();
        departure.depart();
        End first = End.arriving(departure.ticket());
        first.send(new byte[] {1}, 0, 1);
        assertThat(pipe.parent().recvBytes()).hasSize(1);

        assertThatThrownBy(() -> End.arriving(departure.ticket()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lives in one process");
        first.close();
        pipe.parent().close();
    }

    @Test
    void manyPipes_thatMoveAndClose_leaveNoDescriptors() throws Exception {
        open().close();
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (var ends = open()) {
                ends.near().send(i);
                assertThat(ends.far().recv()).isEqualTo(i);
                ends.far().send(i);
                assertThat(ends.near().recv()).isEqualTo(i);
            }
        }
        org.awaitility.Awaitility.await().pollInSameThread().until(() -> descriptors() <= before);
    }

    private static long descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @Test
    void endsInAMap_moveTogether() throws Exception {
        var pipes = new ArrayList<>(List.of(new Pipe(), new Pipe(), new Pipe()));
        try (var carrier = new Pipe()) {
            carrier.parent().send(pipes.stream().map(Pipe::child).toArray());
            Object[] moved = carrier.child().recv(Object[].class);
            for (int i = 0; i < 3; i++) {
                pipes.get(i).parent().send(i);
                assertThat(((Connection) moved[i]).recv()).isEqualTo(i);
            }
            Stream.of(moved).forEach(end -> ((Connection) end).close());
            pipes.forEach(Pipe::close);
        }
    }
}
