package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.managers.SyncManager;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import dev.krait.testing.PrivateMount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What shared objects do where there is little room for them, or none; in programs with a /dev/shm of their own. */
@Timeout(120)
class SharedRoomTest {
    private static final Path SHM = Path.of("/dev/shm");

    /** A program that makes and uses shared objects when its folder is gone, as a shutdown hook may. */
    static final class Late {
        private Late() {}

        public static void main(String[] args) throws Exception {
            var queue = new Queue<Object>();
            Path folder = RunFolder.get().path();
            Path gone = Files.move(folder, folder.resolveSibling(folder.getFileName() + "-over"));
            for (Callable<?> call : List.<Callable<?>>of(
                    Queue::new,
                    () -> putInto(queue, 1),
                    () -> putInto(queue, new byte[100_000]),
                    () -> RawArray.bytes(100_000),
                    () -> SharedMemory.create(100))) {
                System.out.println(catchThrowable(call::call).getMessage());
            }
            Files.move(gone, folder);
        }

        private static Queue<Object> putInto(Queue<Object> queue, Object item) throws InterruptedException {
            queue.put(item);
            return queue;
        }
    }

    /** The program that runs there. */
    static final class Tiny {
        private Tiny() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "small" -> {
                    nothingFits();
                    queueGrows(1000);
                }
                case "manager" -> managerIsRefused();
                case "blocks" -> closedBlocksMakeRoom();
                case "docker" -> queueGrows(1_000_000);
                default -> elsewhere();
            }
            System.out.println("done");
        }

        /** Blocks that nobody can reach any more give their room to new ones, whoever had a buffer of them. */
        private static void closedBlocksMakeRoom() throws IOException {
            for (int i = 0; i < 20; i++) {
                try (var block = SharedMemory.create(1_000_000)) {
                    block.buf().put(0, (byte) i);
                    block.unlink();
                }
            }
            try (var kept = SharedMemory.create(1_500_000)) {
                assertThatThrownBy(() -> SharedMemory.create(1_500_000))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no room for 1500000 bytes");
                kept.unlink();
            }
        }

        /** Every object is refused, and once there is room it can be made. */
        private static void nothingFits() throws Exception {
            Path filler = SHM.resolve("filler");
            Files.write(filler, new byte[1_000_000]);
            refused(Lock::new);
            Files.delete(filler);
            assertThat(new Lock().locked()).isFalse();
            long files = files();
            fill(filler);
            refused(Queue::new);
            refused(JoinableQueue::new);
            refused(SimpleQueue::new);
            refused(() -> RawArray.bytes(4_000_000));
            refused(() -> Array.longs(1_000_000));
            assertThat(new Semaphore(2).getValue()).isEqualTo(2);
            Files.delete(filler);
            assertThat(files()).as("files left").isEqualTo(files);
            var queue = new JoinableQueue<Integer>();
            queue.put(1);
            assertThat(queue.get()).isEqualTo(1);
            assertThat(Value.ofInt(3).get()).isEqualTo(3);
        }

        private static void fill(Path file) throws IOException {
            try (var out = Files.newOutputStream(file)) {
                while (true) {
                    out.write(new byte[4096]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("space");
            }
        }

        private static long files() throws IOException {
            try (var files = Files.list(RunFolder.root())) {
                return files.count();
            }
        }

        private static void refused(Callable<?> maker) {
            assertThatThrownBy(maker::call)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no room")
                    .hasMessageMatching("(?s).*(make room there|make that file system larger).*");
        }

        /** A process needs a little room to be started; who starts a manager is told where. */
        private static void managerIsRefused() throws Exception {
            assertThat(RunFolder.get().path()).startsWith(SHM);
            for (int left : new int[] {0, 12 * 1024, 76 * 1024}) {
                Path filler = SHM.resolve("filler");
                fill(filler);
                try (var file = new RandomAccessFile(filler.toFile(), "rw")) {
                    file.setLength(file.length() - left);
                }
                try (var manager = new SyncManager()) {
                    assertThatThrownBy(manager::start)
                            .as("with %d bytes left", left)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessageContaining(" in " + RunFolder.root() + " (")
                            .hasMessageContaining("make room there, or more of it (docker run --shm-size)");
                }
                Files.delete(filler);
            }
            try (var manager = new SyncManager()) {
                manager.start();
                assertThat(manager.list()).isEmpty();
            }
        }

        /** Items are refused once there is no room for more, and the ones that are in come out. */
        private static void queueGrows(int size) throws Exception {
            var queue = new Queue<byte[]>();
            Throwable refusal = null;
            int count = 0;
            while (refusal == null) {
                byte[] item = new byte[size + count % 7];
                item[0] = (byte) count;
                refusal = catchThrowable(() -> queue.put(item));
                count++;
            }
            assertThat(refusal)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no room for")
                    .hasMessageContaining("maxsize");
            assertThat(queue.qsize()).isEqualTo(count - 1);
            for (int i = 0; i < count - 1; i++) {
                assertThat(queue.get()[0]).isEqualTo((byte) i);
            }
            queue.put(new byte[size]);
            assertThat(queue.get()).hasSize(size);
        }

        /** Without /dev/shm everything lies in the temporary folder. */
        private static void elsewhere() throws Exception {
            assertThat(Files.isWritable(SHM)).isFalse();
            assertThat(RunFolder.root()).startsWith(Path.of(System.getProperty("java.io.tmpdir")));
            var lock = new Lock();
            var queue = new JoinableQueue<byte[]>();
            var value = Value.ofLong(0);
            var barrier = new Barrier(2);
            var condition = new Condition();
            try (var pool = new Pool(1)) {
                var working = pool.applyAsync(() -> {
                    for (int i = 0; i < 10; i++) {
                        try (var held = lock.hold()) {
                            assertThat(held.ownerDied()).isFalse();
                            value.addAndGet(1L);
                        }
                        queue.put(new byte[i * 10_000]);
                    }
                    barrier.await();
                    try (var held = condition.hold()) {
                        assertThat(held.ownerDied()).isFalse();
                        condition.signalAll();
                    }
                });
                for (int i = 0; i < 10; i++) {
                    assertThat(queue.get()).hasSize(i * 10_000);
                    queue.taskDone();
                }
                queue.join();
                try (var held = condition.hold()) {
                    assertThat(held.ownerDied()).isFalse();
                    barrier.await();
                    condition.await();
                }
                working.get();
                assertThat(value.get()).isEqualTo(10);
                var dying = pool.applyAsync(() -> {
                    lock.acquire();
                    Runtime.getRuntime().halt(1);
                });
                assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
                assertThat(lock.hold().ownerDied()).isTrue();
            }
        }
    }

    private static void run(String options, String mode) throws Exception {
        var command = new ArrayList<>(PrivateMount.sharedMemory(options));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                Tiny.class.getName(),
                mode));
        java.lang.Process program =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        program.getOutputStream().close();
        try (var output = program.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).endsWith("done\n");
        }
        assertThat(program.waitFor()).isZero();
    }

    @Test
    void twoMegabytes_refuseWhatDoesNotFitAndChangeNothing() throws Exception {
        run("size=2m", "small");
    }

    @Test
    void managerThatHasNoRoomToStart_saysWhere() throws Exception {
        run("size=2m", "manager");
    }

    @Test
    void blocksThatAreClosed_giveTheirRoomToNewOnes() throws Exception {
        run("size=2m", "blocks");
    }

    @Test
    void sixtyFourMegabytes_refuseWhatDoesNotFitAndKeepWhatIsIn() throws Exception {
        run("size=64m", "docker");
    }

    @Test
    void withoutSharedMemoryOfTheSystem_theTemporaryFolderServes() throws Exception {
        run("ro", "elsewhere");
    }

    @Test
    void objects_thatAreUsedWhenTheFolderOfTheRunIsGone_saySo() throws Exception {
        try (var program = Program.start(Late.class)) {
            assertThat(program.rest().lines())
                    .hasSize(5)
                    .allSatisfy(
                            text -> assertThat(text)
                                    .matches(
                                            "the folder of this run, .*/krait-run-\\d+, is gone; the program is just ending.*"));
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void moreObjectsThanThereIsRoomFor_areRefusedAndTheOthersGoOn() throws Exception {
        var kept = new ArrayList<Semaphore>();
        Throwable refusal = null;
        while (refusal == null) {
            refusal = catchThrowable(() -> kept.add(new Semaphore(1)));
        }

        assertThat(refusal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the shared memory of this run is full")
                .hasMessageContaining("make fewer");
        assertThat(kept).hasSizeGreaterThan(400);
        for (Semaphore semaphore : kept) {
            assertThat(semaphore.acquire(false)).isTrue();
        }
        assertThat(new Lock().locked()).as("of another size").isFalse();
        kept.clear();
        assertThat(new Semaphore(2).getValue()).isEqualTo(2);
    }
}
