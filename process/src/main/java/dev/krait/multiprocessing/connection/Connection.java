package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.BufferTooShortException;
import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import dev.krait.threading.internal.Timeouts;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One end of a two-way or one-way connection that carries whole messages: objects or bytes.
 *
 * <p>Mirrors Python's {@code multiprocessing.connection.Connection}. Made by {@link Pipe}, {@link Client} or
 * {@link Listener#accept}; the module's functions {@code wait}, {@code deliver_challenge} and {@code answer_challenge}
 * are static methods here.
 *
 * <p>An end lives in one process. Captured by a task or function that goes to another process, or sent through another
 * connection, it <i>moves</i> there with the messages that wait for it; what is called on the object that stays behind
 * then fails with an {@link IOException} that says so. The other end notices nothing. If the value that holds it cannot
 * travel after all, it stays.
 *
 * <p>Thread-safe: messages of several sending threads do not mix, and of several receiving threads each gets whole
 * messages. What a thread did before it sent a message <i>happens-before</i> a thread of the same JVM receives it.
 * Messages arrive in the order in which they were sent.
 *
 * <p>An interrupt ends a call that waits and leaves the connection as if the call had not been made; but a message of
 * which a part was sent is sent to its end first, the call then returns normally, and the thread's interrupt flag is
 * set. {@link #close} from another thread ends every waiting call with an {@link IOException}.
 *
 * <p>When the other end is closed, or its process ends in whatever way, messages that were sent before can still be
 * received; then receiving throws {@link java.io.EOFException} and sending an {@code IOException}.
 */
public sealed class Connection implements Waitable, AutoCloseable, Serializable permits Client {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int KEPT_BUFFER = 64 * 1024;

    private final transient End end;
    private final transient AtomicReference<@Nullable ByteWriter> spare = new AtomicReference<>();

    Connection(End end) {
        this.end = end;
    }

    final End end() {
        return end;
    }

    /**
     * Sends an object to the other end, waiting while there is no room for it on the way.
     *
     * <p>Mirrors Python's {@code Connection.send}. Java's value types, their collections and everything serializable can
     * travel, lambdas of serializable types included; null too.
     *
     * @param value what to send
     * @throws IOException if it cannot travel, if nobody can receive it any more, or if this end is closed or has moved;
     *     what cannot travel is refused before anything is sent
     * @throws IllegalStateException if this end only receives
     * @throws InterruptedException if interrupted on entry or before any of it was sent
     */
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        end.checkWriting();
        ByteWriter kept = spare.getAndSet(null);
        ByteWriter bytes = kept == null ? new ByteWriter(256) : kept;
        try (Passage passage = end.terms().isTrusted()
                ? Passage.begin()
                : Passage.refusing("it cannot go over a socket, whose other end may be another machine")) {
            new ValueEncoder(bytes, LoaderNumbers.byName()).encode(value);
            end.send(bytes.array(), 0, bytes.size());
            passage.depart();
        } finally {
            bytes.shrink(KEPT_BUFFER);
            spare.set(bytes);
        }
    }

    /**
     * Receives an object that the other end sent, waiting for it.
     *
     * <p>Mirrors Python's {@code Connection.recv}. Classes are found by name through the thread's context class loader, which
     * in a process or worker is that of its target or task: where that came from a loader of the parent that is not the class
     * path's (the source launcher's, a shell's, a plug-in's), its classes come from the parent when they are first needed. A
     * message that cannot be rebuilt is gone, and the connection goes on.
     *
     * @return what was sent, null if null was
     * @throws java.io.EOFException if the other end was closed or its process has ended, and all it sent was received
     * @throws InvalidClassException if it holds a class that this connection does not let in
     * @throws IOException if the message is not an object that {@link #send} sent or its classes are unknown here, if the
     *     other end ended in the middle of a message, or if this end is closed or has moved
     * @throws IllegalStateException if this end only sends
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public @Nullable Object recv() throws IOException, InterruptedException {
        byte[] message = end.receive(Integer.MAX_VALUE);
        var bytes = new ByteReader(message);
        String allowed = end.terms().allowed();
        AllowList filter = allowed == null
                ? null
                : AllowList.of(allowed, "ConnectionOptions.withAllowedClasses").forMessage(message.length);
        try {
            Object value = new ValueDecoder(bytes, LoaderNumbers.byName(), filter).decode();
            if (bytes.remaining() > 0) {
                throw new IOException("a message has " + bytes.remaining() + " bytes after its object; was it sent by"
                        + " sendBytes? Then recvBytes receives it");
            }
            return value;
        } catch (InvalidClassException e) {
            throw filter == null ? e : filter.explain(e);
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "a message holds an object of a class that is unknown here: " + e.getMessage()
                            + ". It is neither on the class path nor known to the context class loader of this thread, "
                            + ValueDecoder.contextLoader()
                            + "; if it comes from a class loader that only the sender has, let this process's target"
                            + " or task be of that loader too, or set the thread's context class loader to that of an"
                            + " object that came with it",
                    e);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new IOException(
                    "a message of " + message.length + " bytes cannot be read as an object: " + e
                            + "; what was sent by sendBytes is received by recvBytes",
                    e);
        }
    }

    /**
     * Receives an object of a type, as {@link #recv()} does.
     *
     * @param <T> the type
     * @param type the object's class, or one above it
     * @return what was sent, null if null was
     * @throws ClassCastException if the object is of another type; it is gone then
     * @throws IOException as {@link #recv()}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public <T> @Nullable T recv(Class<T> type) throws IOException, InterruptedException {
        Objects.requireNonNull(type, "type");
        return type.cast(recv());
    }

    /**
     * Sends bytes as one message, waiting while there is no room for it on the way.
     *
     * <p>Mirrors Python's {@code Connection.send_bytes}. The array may be changed once this has returned.
     *
     * @param bytes the message, which may be empty
     * @throws IOException if nobody can receive it any more, or if this end is closed or has moved
     * @throws IllegalStateException if this end only receives
     * @throws InterruptedException if interrupted on entry or before any of it was sent
     */
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /**
     * Sends the bytes of an array from an offset on as one message, as {@link #sendBytes(byte[])} does.
     *
     * @param bytes holds the message
     * @param offset where it begins
     * @throws IllegalArgumentException if the offset is negative or beyond the array
     * @throws IOException as {@link #sendBytes(byte[])}
     * @throws InterruptedException if interrupted on entry or before any of it was sent
     */
    public void sendBytes(byte[] bytes, int offset) throws IOException, InterruptedException {
        checkOffset(offset, bytes.length);
        sendBytes(bytes, offset, bytes.length - offset);
    }

    /**
     * Sends part of an array as one message, as {@link #sendBytes(byte[])} does.
     *
     * @param bytes holds the message
     * @param offset where it begins
     * @param size how many bytes it has
     * @throws IllegalArgumentException if the part does not lie in the array
     * @throws IOException as {@link #sendBytes(byte[])}
     * @throws InterruptedException if interrupted on entry or before any of it was sent
     */
    public void sendBytes(byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        checkOffset(offset, bytes.length);
        if (size < 0 || size > bytes.length - offset) {
            throw new IllegalArgumentException("size " + size + " is not between 0 and the " + (bytes.length - offset)
                    + " bytes that lie behind offset " + offset);
        }
        if (size > Frames.LONGEST) {
            throw new IllegalArgumentException("a message has at most " + Frames.LONGEST + " bytes, not " + size);
        }
        end.checkWriting();
        end.send(bytes, offset, size);
    }

    private static void checkOffset(int offset, int length) {
        if (offset < 0 || offset > length) {
            throw new IllegalArgumentException("offset " + offset + " is not between 0 and the length " + length);
        }
    }

    /**
     * Receives a message as bytes, waiting for it.
     *
     * <p>Mirrors Python's {@code Connection.recv_bytes}.
     *
     * @return the message, which may be empty
     * @throws java.io.EOFException if the other end was closed or its process has ended, and all it sent was received
     * @throws IOException if the other end ended in the middle of a message, or if this end is closed or has moved
     * @throws IllegalStateException if this end only sends
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public byte[] recvBytes() throws IOException, InterruptedException {
        return end.receive(Integer.MAX_VALUE);
    }

    /**
     * Receives a message of a limited length as bytes, waiting for it.
     *
     * <p>Mirrors Python's {@code Connection.recv_bytes(maxlength)}: a longer message is dropped, and this end receives no
     * more.
     *
     * @param maxLength the longest message that is wanted, in bytes
     * @return the message
     * @throws IllegalArgumentException if {@code maxLength} is negative
     * @throws IOException if the message is longer, and as {@link #recvBytes()}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public byte[] recvBytes(int maxLength) throws IOException, InterruptedException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength must not be negative: " + maxLength);
        }
        return end.receive(maxLength);
    }

    /**
     * Receives a message into an array, waiting for it.
     *
     * <p>Mirrors Python's {@code Connection.recv_bytes_into}.
     *
     * @param buffer takes the message, from its beginning on
     * @return how many bytes the message has
     * @throws BufferTooShortException if it does not fit; the exception holds it, and the connection goes on
     * @throws IOException as {@link #recvBytes()}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public int recvBytesInto(byte[] buffer) throws IOException, InterruptedException {
        return recvBytesInto(buffer, 0);
    }

    /**
     * Receives a message into an array from an offset on, waiting for it.
     *
     * <p>Mirrors Python's {@code Connection.recv_bytes_into(buf, offset)}.
     *
     * @param buffer takes the message
     * @param offset where the message is to begin
     * @return how many bytes the message has
     * @throws IllegalArgumentException if the offset is negative or beyond the array
     * @throws BufferTooShortException if it does not fit; the exception holds it, and the connection goes on
     * @throws IOException as {@link #recvBytes()}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public int recvBytesInto(byte[] buffer, int offset) throws IOException, InterruptedException {
        checkOffset(offset, buffer.length);
        return recvBytesInto(ByteBuffer.wrap(buffer, offset, buffer.length - offset));
    }

    /**
     * Receives a message into a buffer, from its position on, which is moved behind the message.
     *
     * <p>Mirrors Python's {@code Connection.recv_bytes_into}.
     *
     * @param buffer takes the message
     * @return how many bytes the message has
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws BufferTooShortException if the message is longer than what remains of the buffer; the exception holds it,
     *     and the connection goes on
     * @throws IOException as {@link #recvBytes()}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public int recvBytesInto(ByteBuffer buffer) throws IOException, InterruptedException {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only, so no message can be received into it");
        }
        byte[] message = end.receive(Integer.MAX_VALUE);
        if (message.length > buffer.remaining()) {
            throw new BufferTooShortException(buffer.remaining(), message);
        }
        buffer.put(message);
        return message.length;
    }

    /**
     * Whether {@link #recv()} would not wait. Does not wait itself.
     *
     * <p>Mirrors Python's {@code Connection.poll()}, but counts whole messages only: after true, receiving never waits.
     * True too if receiving would throw because the other end is closed. False while another thread receives.
     *
     * @return whether it would not
     * @throws IOException if this end is closed or has moved
     * @throws IllegalStateException if this end only sends
     */
    public boolean poll() throws IOException {
        end.checkReading();
        return end.isReady();
    }

    /**
     * Waits until {@link #recv()} would not wait.
     *
     * <p>Mirrors Python's {@code Connection.poll(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether it would not
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IOException if this end is closed or has moved
     * @throws IllegalStateException if this end only sends
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean poll(Duration timeout) throws IOException, InterruptedException {
        long nanos = Timeouts.pollingNanos(timeout);
        end.checkReading();
        return end.poll(nanos);
    }

    /**
     * Closes this end: the other one receives what was sent, then learns that nothing more comes. Calls that wait in this
     * end fail. Does not block, and may be called again.
     *
     * <p>Mirrors Python's {@code Connection.close}.
     */
    @Override
    public void close() {
        end.close();
    }

    /**
     * Whether this end is closed, or has moved to another process.
     *
     * <p>Mirrors Python's {@code Connection.closed}.
     *
     * @return whether it is
     */
    public boolean isClosed() {
        return end.isClosed();
    }

    /**
     * Whether this end may receive.
     *
     * <p>Mirrors Python's {@code Connection.readable}.
     *
     * @return false for the second end of a one-way pipe, and after a message that was longer than wanted
     */
    public boolean isReadable() {
        return end.isReadable();
    }

    /**
     * Whether this end may send.
     *
     * <p>Mirrors Python's {@code Connection.writable}.
     *
     * @return false for the first end of a one-way pipe
     */
    public boolean isWritable() {
        return end.isWritable();
    }

    /**
     * Whether a call to receive would return or throw at once.
     *
     * @return true also for an end that is closed or cannot receive
     */
    @Override
    public boolean isReady() {
        return end.isReady();
    }

    @Override
    public Watch whenReady(Runnable wakeUp) {
        return end.whenReady(Objects.requireNonNull(wakeUp, "wakeUp"));
    }

    /**
     * Waits until at least one of several things is ready: connections with a message or whose other end is closed,
     * listeners with a client, processes that have ended.
     *
     * <p>Mirrors Python's {@code multiprocessing.connection.wait(object_list)}.
     *
     * @param <T> what they have in common
     * @param things what to wait for; with none it waits for an interrupt
     * @return those that are ready, in the given order
     * @throws IOException if one is a connection that is closed, or became closed
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public static <T extends Waitable> List<T> await(Collection<? extends T> things)
            throws IOException, InterruptedException {
        return Readiness.await(List.copyOf(things), Long.MAX_VALUE);
    }

    /**
     * Waits some time until at least one of several things is ready, as {@link #await(Collection)} does.
     *
     * <p>Mirrors Python's {@code multiprocessing.connection.wait(object_list, timeout)}.
     *
     * @param <T> what they have in common
     * @param things what to wait for
     * @param timeout how long to wait; zero or less looks once
     * @return those that are ready, in the given order; none if the time is over
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IOException if one is a connection that is closed, or became closed
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public static <T extends Waitable> List<T> await(Collection<? extends T> things, Duration timeout)
            throws IOException, InterruptedException {
        return Readiness.await(List.copyOf(things), Timeouts.pollingNanos(timeout));
    }

    /**
     * Finds out whether the other end has the same key, without showing it; the other end has to call
     * {@link #answerChallenge}.
     *
     * <p>Mirrors Python's {@code multiprocessing.connection.deliver_challenge}. {@link Listener} and {@link Client} do
     * this by themselves, in both directions. One answer is good for one challenge only, and cannot be turned back on who
     * asked.
     *
     * @param connection leads to the other end
     * @param authKey the key
     * @throws AuthenticationException if the answer is wrong; the other end is told
     * @throws IllegalArgumentException if the key is empty
     * @throws IOException if the connection fails
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public static void deliverChallenge(Connection connection, byte[] authKey)
            throws IOException, InterruptedException {
        new Handshake(connection.end, authKey, Long.MAX_VALUE).deliver(Handshake.PEER);
    }

    /**
     * Shows to the other end, which calls {@link #deliverChallenge}, that this one has the same key.
     *
     * <p>Mirrors Python's {@code multiprocessing.connection.answer_challenge}.
     *
     * @param connection leads to the other end
     * @param authKey the key
     * @throws AuthenticationException if the other end does not accept the answer, or does not ask as it should
     * @throws IllegalArgumentException if the key is empty
     * @throws IOException if the connection fails
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public static void answerChallenge(Connection connection, byte[] authKey) throws IOException, InterruptedException {
        new Handshake(connection.end, authKey, Long.MAX_VALUE).answer(Handshake.PEER);
    }

    @Override
    public String toString() {
        return "Connection[" + (isReadable() ? isWritable() ? "both ways" : "receives" : "sends")
                + (isClosed() ? ", closed" : "") + "]";
    }

    /** Moves this end to where the value goes that it is part of. */
    @Serial
    final Object writeReplace() throws IOException {
        Passage passage = Passage.current();
        if (passage == null) {
            throw new NotSerializableException("a connection can only go to another process: captured by what that"
                    + " process runs, or through another connection");
        }
        if (passage.refusal() != null) {
            throw new NotSerializableException("an end of a connection lives in one process; " + passage.refusal());
        }
        try {
            Departure departure = end.prepareToMove();
            passage.board(departure);
            return departure.ticket();
        } catch (IOException e) {
            // An object stream hides every exception but its own kind behind "unexpected exception type".
            var refusal = new NotSerializableException(
                    e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage() : e.toString());
            refusal.initCause(e);
            throw refusal;
        }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException {
        throw new InvalidClassException(getClass().getName(), "a connection travels in another form");
    }
}
