package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.AuthenticationException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows to the other end of a connection that this one has the same key, and finds out whether the other one has, while
 * nobody who listens learns the key.
 *
 * <p>Who asks sends a random number. Who answers adds one of its own and sends the HMAC-SHA-256 of both and of its role.
 * An answer that was recorded fits no other question, and the role keeps an answer of one side from being turned back on
 * it as an answer of the other.
 */
final class Handshake {
    /** The roles of who answers. */
    static final String PEER = "peer";

    static final String CLIENT = "client";
    static final String LISTENER = "listener";

    /** The longest message of a handshake. */
    static final int MAX_MESSAGE = 256;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] QUESTION = "#KRAIT-CHALLENGE-1#".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WELCOME = "#KRAIT-WELCOME#".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FAILURE = "#KRAIT-FAILURE#".getBytes(StandardCharsets.US_ASCII);
    private static final int RANDOM = 32;
    private static final SecureRandom RANDOMNESS = new SecureRandom();

    private final End end;
    private final SecretKeySpec key;
    private final long nanos;
    private final long start = System.nanoTime();

    /**
     * A handshake over a connection.
     *
     * @param nanos how long all of it may take, {@link Long#MAX_VALUE} for ever
     */
    Handshake(End end, byte[] key, long nanos) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key of a connection must not be empty");
        }
        this.end = end;
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.nanos = nanos;
    }

    /** Asks, and says whether the answer is right. */
    void deliver(String role) throws IOException, InterruptedException {
        byte[] question = random();
        send(join(QUESTION, question));
        byte[] answer = receive();
        byte[] added = Arrays.copyOf(answer, RANDOM);
        byte[] digest = Arrays.copyOfRange(answer, Math.min(RANDOM, answer.length), answer.length);
        if (!MessageDigest.isEqual(digest, digest(role, question, added))) {
            send(FAILURE);
            throw new AuthenticationException("the digest received was wrong: the other end of the connection has"
                    + " another key, or is no end of this library");
        }
        send(WELCOME);
    }

    /** Answers, and learns whether the answer is right. */
    void answer(String role) throws IOException, InterruptedException {
        byte[] question = receive();
        if (question.length != QUESTION.length + RANDOM
                || !Arrays.equals(Arrays.copyOf(question, QUESTION.length), QUESTION)) {
            throw new AuthenticationException(
                    "the other end of the connection does not ask for the key as this library does");
        }
        byte[] added = random();
        byte[] number = Arrays.copyOfRange(question, QUESTION.length, question.length);
        send(join(added, digest(role, number, added)));
        if (!Arrays.equals(receive(), WELCOME)) {
            throw new AuthenticationException(
                    "the digest sent was rejected: the other end of the connection has another" + " key");
        }
    }

    private static byte[] random() {
        var bytes = new byte[RANDOM];
        RANDOMNESS.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private byte[] digest(String role, byte[] question, byte[] added) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("krait-1 " + role + "\n").getBytes(StandardCharsets.US_ASCII));
            mac.update(question);
            return mac.doFinal(added);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM + ", which every Java platform has", e);
        }
    }

    private void send(byte[] message) throws IOException, InterruptedException {
        try {
            end.send(message, 0, message.length);
        } catch (IOException e) {
            if (end.isClosed()) {
                throw e;
            }
            var left = new EOFException("the other end of the connection left before both had shown their key");
            left.initCause(e);
            throw left;
        }
    }

    private byte[] receive() throws IOException, InterruptedException {
        long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
        if (!end.poll(Math.max(0, left))) {
            throw new SocketTimeoutException("the other end of the connection did not show its key within "
                    + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        }
        return end.receive(MAX_MESSAGE);
    }
}
