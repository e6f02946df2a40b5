package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WatcherStays.class)
class TcpListenerTest implements ListenerContract {
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
}
