package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A pipe whose ends are both in this JVM. */
class PipeTest implements ConnectionContract {
    @Override
    public Ends open() {
        var pipe = new Pipe();
        return new Ends() {
            @Override
            public Connection near() {
                return pipe.parent();
            }

            @Override
            public Connection far() {
                return pipe.child();
            }

            @Override
            public void close() {
                pipe.close();
            }
        };
    }

    @Test
    void pipe_thatGoesOneWay_receivesAtTheFirstEndAndSendsAtTheSecond() throws Exception {
        try (var pipe = new Pipe(false)) {
            pipe.sender().send(7);
            assertThat(pipe.receiver().recv()).isEqualTo(7);
            assertThat(pipe.receiver().isWritable()).isFalse();
            assertThat(pipe.sender().isReadable()).isFalse();
            assertThatThrownBy(() -> pipe.receiver().send(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only receives");
            assertThatThrownBy(() -> pipe.sender().recv())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only sends");
            assertThatThrownBy(() -> pipe.sender().poll()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void connection_writtenToAnObjectStreamThatGoesNowhere_isRefused() throws Exception {
        try (var pipe = new Pipe();
                var objects = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            assertThatThrownBy(() -> objects.writeObject(pipe.parent()))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("process");
            pipe.parent().send("unharmed");
            assertThat(pipe.child().recv()).isEqualTo("unharmed");
        }
    }

    @Test
    void end_inAValueThatCannotTravel_stays() throws Exception {
        try (var carrier = new Pipe();
                var pipe = new Pipe()) {
            pipe.parent().send("before");
            assertThatThrownBy(() -> carrier.parent().send(new Object[] {pipe.child(), new Object()}))
                    .isInstanceOf(IOException.class);
            pipe.parent().send("after");
            assertThat(pipe.child().recv()).isEqualTo("before");
            assertThat(pipe.child().recv()).isEqualTo("after");
        }
    }

    /** Sent where its class is not known. */
    record Parcel(int weight) implements java.io.Serializable {}

    @Test
    void messageOfAClassThatIsUnknownHere_isRefusedWithWhatToDoAndTheNextIsReceived() throws Exception {
        try (var pipe = new Pipe()) {
            pipe.parent().sendBytes(ofAnotherClass(new Parcel(1)));
            pipe.parent().send(new Parcel(2));

            assertThatThrownBy(() -> pipe.child().recv())
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("Barrel", "class path", "set the thread's context");
            assertThat(pipe.child().recv()).isEqualTo(new Parcel(2));
        }
    }

    /** The message of a parcel, had its class another name. */
    private static byte[] ofAnotherClass(Parcel parcel) throws IOException {
        var message = new ByteWriter(256);
        new ValueEncoder(message).encode(parcel);
        String text = new String(message.toByteArray(), StandardCharsets.ISO_8859_1);
        return text.replace("Parcel", "Barrel").getBytes(StandardCharsets.ISO_8859_1);
    }
}
