package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.ProcessException;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How managers begin and end. */
class ManagerLifeTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void managerThatIsNotStarted_refusesToMakeObjects() {
        var manager = new SyncManager();

        assertThat(manager.address()).isNull();
        assertThatThrownBy(manager::dict)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start()");
        assertThatThrownBy(manager::shutdown).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(manager::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(manager::connect)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("address");
        manager.close();
        assertThatThrownBy(manager::start).isInstanceOf(ProcessException.class);
    }

    @Test
    void initializerThatFails_failsStartWithItsException() {
        var manager = new BaseManager();

        assertThatThrownBy(() -> manager.start(() -> {
                    throw new IOException("no disk");
                }))
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("no disk")
                .hasCauseInstanceOf(IOException.class);
        assertThat(Multiprocessing.activeChildren()).isEmpty();
    }

    @Test
    void shutdown_endsTheProcess_andProxiesSaySo() throws Exception {
        var manager = new SyncManager();
        manager.start(() -> System.setProperty("sample", "set"));
        DictProxy<String, Integer> dict = manager.dict();
        assertThatThrownBy(manager::start).isInstanceOf(ProcessException.class);
        dict.put("k", 1);

        manager.shutdown();
        manager.shutdown();
        manager.close();

        assertThat(manager.join(LONG)).isTrue();
        assertThatThrownBy(() -> dict.get("k")).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(manager::dict)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shut down");
        assertThat(dict.toString()).contains("cannot be shown");
        assertThat(Multiprocessing.activeChildren()).isEmpty();
    }

    @Test
    void killedServer_endsEveryCallWithWhoWhereAndWhatToDo() throws Exception {
        try (var manager = new Manager()) {
            QueueProxy<Integer> queue = manager.queue();
            var waiting = new Thread(() -> assertThatThrownBy(queue::get)
                    .isInstanceOf(ManagerLostException.class)
                    .hasMessageContaining("get of Queue")
                    .hasMessageContaining("unix:")
                    .hasMessageContaining("start a new manager"));
            waiting.start();
            await().pollInSameThread().atMost(LONG).until(() -> waiting.getState() == Thread.State.RUNNABLE);
            queue.qsize();

            Multiprocessing.activeChildren().get(0).kill();

            waiting.join(LONG.toMillis());
            assertThat(waiting.isAlive()).isFalse();
            assertThatThrownBy(queue::qsize).isInstanceOf(ManagerLostException.class);
            assertThatThrownBy(manager::list).isInstanceOf(ManagerLostException.class);
        }
    }

    @Test
    void keys_areNeitherInTheCommandLineNorInTheEnvironmentOfAServer() throws Exception {
        byte[] key = "never to be seen by anybody else".getBytes(StandardCharsets.US_ASCII);
        try (var manager = new SyncManager(ManagerOptions.defaults().withAuthKey(key))) {
            manager.start();
            Path shown =
                    Path.of("/proc/" + Multiprocessing.activeChildren().get(0).pid());
            assumeThat(shown).exists();
            String seen = Files.readString(shown.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    + Files.readString(shown.resolve("environ"), StandardCharsets.ISO_8859_1);

            assertThat(seen).isNotEmpty();
            for (byte[] secret : List.of(key, Multiprocessing.currentProcess().authKey())) {
                assertThat(seen)
                        .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret))
                        .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret));
            }
        }
    }

    @Test
    void sharedMemoryManager_removesItsBlocksAtItsEnd() throws Exception {
        String block;
        String list;
        try (var manager = new SharedMemoryManager()) {
            assertThatThrownBy(() -> manager.sharedMemory(8)).isInstanceOf(IllegalStateException.class);
            manager.start();
            SharedMemory made = manager.sharedMemory(64);
            made.put(0, (byte) 7);
            ShareableList items = manager.shareableList(1, "two");
            block = made.name();
            list = items.shm().name();
            assertThat(items).containsExactly(1, "two");
            made.close();
            items.shm().close();
        }

        assertThatThrownBy(() -> SharedMemory.attach(block)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> SharedMemory.attach(list)).isInstanceOf(NoSuchFileException.class);
    }
}
