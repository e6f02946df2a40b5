package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.ProcessException;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
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
