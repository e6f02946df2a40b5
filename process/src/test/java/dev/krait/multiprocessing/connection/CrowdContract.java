package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.connection.ConnectionContract.Beside;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What happens when many use a listener or a connection at once, whatever the family. */
interface CrowdContract {
    Family family();

    @Test
    default void acceptWithTimeout_endsInTimeWhileAnotherThreadAccepts() throws Exception {
        try (var listener = new Listener(family(), ConnectionOptions.defaults())) {
            var other = new Beside(listener::accept);
            other.waits();

            assertThatThrownBy(() -> listener.accept(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);

            listener.close();
            assertThat(other.end()).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void await_isWokenByWhatAnotherThreadHasFound() throws Exception {
        try (var listener = new Listener(family(), ConnectionOptions.defaults())) {
            var accepted = new AtomicReference<Connection>();
            var accepting = new Beside(() -> accepted.set(listener.accept()));
            try (var client = new Client(listener.address(), ConnectionOptions.defaults())) {
                accepting.endWell();
                Connection end = accepted.get();
                var polled = new Beside(
                        () -> assertThat(end.poll(Duration.ofSeconds(30))).isTrue());
                polled.waits();
                var woken = new CountDownLatch(1);
                // Comes while the other thread uses the connection, and finds it not ready.
                try (var watch = end.whenReady(woken::countDown)) {
                    client.send(1);
                    assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
                }
                polled.endWell();
                client.send(2);
                client.send(3);
                assertThat(end.recv()).isEqualTo(1);
                assertThat(end.recv()).isEqualTo(2);
            } finally {
                accepted.get().close();
            }
        }
    }
}
