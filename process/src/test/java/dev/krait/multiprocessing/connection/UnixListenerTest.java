package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(WatcherStays.class)
class UnixListenerTest implements ListenerContract, CrowdContract {
    @Override
    public Family family() {
        return Family.AF_UNIX;
    }

    @Test
    void listener_byDefault_isAPrivateFileThatGoesWithIt() throws Exception {
        Path file;
        try (var listener = new Listener()) {
            file = ((UnixDomainSocketAddress) listener.address()).getPath();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void listener_whereAFileIs_isRefusedAndLeavesIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "kept");
        assertThatThrownBy(() -> new Listener(UnixDomainSocketAddress.of(file))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("kept");
    }

    @Test
    void moreClientsThanTheBacklog_waitUntilTheyAreAccepted() throws Exception {
        try (var listener = new Listener()) {
            var clients = new ArrayList<Beside>();
            for (int i = 0; i < 6; i++) {
                clients.add(new Beside(() -> {
                    try (var client = new Client(listener.address())) {
                        client.recv();
                    }
                }));
            }
            clients.forEach(Beside::waits);
            for (int i = 0; i < clients.size(); i++) {
                try (Connection connection = listener.accept()) {
                    connection.send("come in");
                }
            }
            for (Beside client : clients) {
                client.endWell();
            }
        }
    }
}
