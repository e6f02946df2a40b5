package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WatcherStays.class)
class TcpListenerTest implements ListenerContract, CrowdContract {
    @Override
    public Family family() {
        return Family.AF_INET;
    }

    @Test
    void listener_withoutAPort_showsTheOneItGot() throws Exception {
        try (var listener = new Listener(new InetSocketAddress("localhost", 0))) {
            assertThat(((InetSocketAddress) listener.address()).getPort()).isPositive();
        }
    }

    @Test
    void listener_byFamilyAlone_isReachedFromThisMachineOnly() throws Exception {
        try (var listener = new Listener(Family.AF_INET, ConnectionOptions.defaults())) {
            assertThat(((InetSocketAddress) listener.address()).getAddress().isLoopbackAddress())
                    .isTrue();
        }
    }

    @Test
    void client_whereNobodyListens_isToldSo() throws Exception {
        SocketAddress gone;
        try (var listener = new Listener(Family.AF_INET, ConnectionOptions.defaults())) {
            gone = listener.address();
        }
        assertThatThrownBy(() -> new Client(gone))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("nobody listens");
    }

    @Test
    void address_ofAnotherKind_isRefused() {
        assertThatThrownBy(() -> new Client(new SocketAddress() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InetSocketAddress");
    }

    @Test
    void connection_isKeptAliveByTheSystem() throws Exception {
        try (var listener = new Listener(Family.AF_INET, ConnectionOptions.defaults());
                var socket = SocketChannel.open(listener.address())) {
            End end = Client.establish(socket, ConnectionOptions.defaults());

            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            for (SocketOption<?> option : socket.supportedOptions()) {
                if (option.name().equals("TCP_KEEPIDLE")) {
                    assertThat(socket.getOption(option)).isEqualTo(30);
                }
            }
            end.close();
        }
    }
}
