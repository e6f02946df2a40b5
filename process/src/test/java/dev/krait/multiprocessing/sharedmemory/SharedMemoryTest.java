package dev.krait.multiprocessing.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.internal.launch.SegmentLinks;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
    private static String newName() {
        return "krait_test_" + UUID.randomUUID();
    }

    @Test
    void create_givesZerosOfExactlyTheSizeAskedFor() throws Exception {
        try (var memory = SharedMemory.create(5000)) {
            assertThat(memory.size()).isEqualTo(5000);
            assertThat(memory.buf().capacity()).isEqualTo(5000);
            var bytes = new byte[5000];
            memory.read(0, bytes);
            assertThat(bytes).containsOnly(0);
            memory.unlink();
        }
    }

    @Test
    void attach_seesWhatTheOtherWrites() throws Exception {
        String name = newName();
        try (var made = SharedMemory.create(name, 100);
                var attached = SharedMemory.attach(name)) {
            assertThat(attached.size()).isEqualTo(100);
            made.put(99, (byte) 7);
            attached.buf().putInt(0, 42);

            assertThat(attached.get(99)).isEqualTo((byte) 7);
            assertThat(made.buf().getInt(0)).isEqualTo(42);
            made.unlink();
        }
    }

    @Test
    void createdUnderATakenName_isRefusedAndChangesNothing() throws Exception {
        String name = newName();
        try (var made = SharedMemory.create(name, 10)) {
            made.put(0, (byte) 1);

            assertThatThrownBy(() -> SharedMemory.create(name, 20))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("another name");

            assertThat(made.get(0)).isEqualTo((byte) 1);
            assertThat(SharedMemory.attach(name).size()).isEqualTo(10);
            made.unlink();
        }
    }

    @Test
    void attachOfWhatIsNotThere_isRefused() {
        assertThatThrownBy(() -> SharedMemory.attach(newName()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no shared memory of that name");
    }

    @Test
    void attachOfWhatIsTooSmall_isRefused() throws Exception {
        try (var made = SharedMemory.create(10)) {
            assertThatThrownBy(() -> SharedMemory.attach(made.name(), 11))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has 10 bytes, at least 11 were asked for");
            made.unlink();
        }
    }

    @Test
    void attachOfAFolder_isRefused() {
        String folder = System.getProperty("java.io.tmpdir").equals("/tmp") ? "." : "..";
        assertThatThrownBy(() -> SharedMemory.attach(folder)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/x", "a\0b"})
    void namesThatCannotBe_areRefused(String name) {
        assertThatThrownBy(() -> SharedMemory.create(name, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be the name of shared memory");
        assertThatThrownBy(() -> SharedMemory.attach(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longestName_isTakenAndOneMoreRefused() throws Exception {
        try (var memory = SharedMemory.create("ä".repeat(100), 1)) {
            assertThat(memory.name()).hasSize(100);
            memory.unlink();
        }
        assertThatThrownBy(() -> SharedMemory.create("ä".repeat(100) + "x", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void sizesBelowOne_areRefused(long size) {
        assertThatThrownBy(() -> SharedMemory.create(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 byte");
    }

    @Test
    void afterClose_accessIsRefusedAndNameAndSizeStay() throws Exception {
        var memory = SharedMemory.create(64);
        ByteBuffer view = memory.buf();
        memory.close();
        memory.close();

        assertThatThrownBy(memory::buf)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(memory.name())
                .hasMessageContaining("closed here");
        assertThatThrownBy(() -> memory.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.put(0, (byte) 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.read(0, new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.write(0, new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(memory.size()).isEqualTo(64);
        assertThat(memory.toString()).contains(memory.name()).contains("closed");
        view.put(0, (byte) 5);
        try (var again = SharedMemory.attach(memory.name())) {
            assertThat(again.get(0)).as("a view outlives the close").isEqualTo((byte) 5);
        }
        memory.unlink();
    }

    @Test
    void moreThanTheFileSystemHas_isRefusedBeforeAnyOfItIsTaken() throws Exception {
        Path place = SegmentLinks.place();
        for (long size : new long[] {place.toFile().getTotalSpace() + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> SharedMemory.create(size))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no room for " + size + " bytes")
                    .hasMessageContaining("bytes are free");
        }
    }

    @Test
    void closedWithoutBuffers_isUnmappedAtOnce() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
        var made = SharedMemory.create(4096);
        var attached = SharedMemory.attach(made.name());
        made.put(0, (byte) 1);
        assertThat(attached.get(0)).isEqualTo((byte) 1);
        assertThat(mappingsOf(made)).isEqualTo(2);

        made.close();
        assertThat(mappingsOf(made)).isEqualTo(1);
        assertThat(attached.get(0)).isEqualTo((byte) 1);

        attached.close();
        assertThat(mappingsOf(made)).isZero();
        made.unlink();
    }

    @Test
    void attachingWhatIsTooSmall_leavesNothingMapped() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
        try (var made = SharedMemory.create(4096)) {
            assertThatThrownBy(() -> SharedMemory.attach(made.name(), 4097))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has 4096 bytes");

            assertThat(mappingsOf(made)).isEqualTo(1);
            made.unlink();
        }
    }

    private static long mappingsOf(SharedMemory memory) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(memory.name())).count();
        }
    }

    @Test
    void slicesOfBuffers_keepTheMemoryAfterCloseAndCollection() throws Exception {
        var memory = SharedMemory.create(64);
        ByteBuffer slice = memory.buf().position(8).slice().asReadOnlyBuffer();
        memory.put(8, (byte) 5);
        memory.close();
        memory.unlink();
        var collected = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return collected.get() == null;
        });
        assertThat(slice.get(0)).isEqualTo((byte) 5);
    }

    @Test
    void readersBesideAClose_getTheirByteOrTheRefusal() throws Exception {
        for (int round = 0; round < 50; round++) {
            var memory = SharedMemory.create(4096);
            memory.put(4095, (byte) 7);
            var reading = new CountDownLatch(2);
            Callable<Boolean> reader = () -> {
                reading.countDown();
                try {
                    while (true) {
                        assertThat(memory.get(4095)).isEqualTo((byte) 7);
                        var all = new byte[4096];
                        memory.read(0, all);
                        assertThat(all[4095]).isEqualTo((byte) 7);
                    }
                } catch (IllegalStateException closed) {
                    return true;
                }
            };
            var readers = Executors.newFixedThreadPool(2);
            try {
                var first = readers.submit(reader);
                var second = readers.submit(reader);
                reading.await();
                memory.close();
                assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
                assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                readers.shutdown();
                memory.unlink();
            }
            assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterUnlink_whoHasItGoesOnAndNobodyCanAttach() throws Exception {
        var memory = SharedMemory.create(64);
        memory.unlink();
        memory.put(1, (byte) 3);

        assertThat(memory.get(1)).isEqualTo((byte) 3);
        assertThatThrownBy(() -> SharedMemory.attach(memory.name())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(memory::unlink)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("unlinked before");
        memory.close();
    }

    @Test
    void unlinkByTheOneWhoAttached_freesTheNameForAnother() throws Exception {
        String name = newName();
        var made = SharedMemory.create(name, 1);
        SharedMemory.attach(name).unlink();

        var second = SharedMemory.create(name, 2);

        assertThat(second.size()).isEqualTo(2);
        assertThat(made.size()).isEqualTo(1);
        second.unlink();
    }

    @Test
    void accessBeyondTheEnd_isRefused() throws Exception {
        try (var memory = SharedMemory.create(10)) {
            assertThatThrownBy(() -> memory.get(10)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.put(10, (byte) 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.buf(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.read(8, new byte[3])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.write(Long.MAX_VALUE, new byte[3]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(memory.buf(10, 0).capacity()).isZero();
            memory.unlink();
        }
    }

    @Test
    void interruptedThread_createsAllTheSameAndStaysInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        try (var memory = SharedMemory.create(1_000_000);
                var attached = SharedMemory.attach(memory.name())) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(attached.size()).isEqualTo(1_000_000);
            memory.unlink();
        }
    }

    @Test
    void captured_isTheSameMemoryInAWorker() throws Exception {
        try (var pool = new Pool(2);
                var memory = SharedMemory.create(64)) {
            List<Map<String, SharedMemory>> nested = List.of(Map.of("here", memory));

            pool.map(i -> nested.get(0).get("here").buf().putInt(4 * i, i * i).getInt(4 * i), List.of(1, 2, 3));

            assertThat(memory.buf().getInt(12)).isEqualTo(9);
            memory.unlink();
        }
    }

    @Test
    void madeByAWorker_outlivesItAndReachesTheParent() throws Exception {
        SharedMemory memory;
        try (var pool = new Pool(1)) {
            memory = pool.apply(() -> {
                SharedMemory made = SharedMemory.create(16);
                made.put(3, (byte) 33);
                return made;
            });
            pool.close();
            pool.join();
        }
        assertThat(memory.get(3)).isEqualTo((byte) 33);
        try (var again = SharedMemory.attach(memory.name())) {
            assertThat(again.get(3)).isEqualTo((byte) 33);
        }
        memory.unlink();
        memory.close();
    }

    @Test
    void arrivalAfterUnlink_isRefusedByName() throws Exception {
        try (var pool = new Pool(1)) {
            var memory = SharedMemory.create(16);
            memory.unlink();

            assertThatThrownBy(() -> pool.apply(() -> memory.size()))
                    .hasStackTraceContaining(InvalidObjectException.class.getName())
                    .hasStackTraceContaining(memory.name());
            memory.close();
        }
    }

    @Test
    void pythonAttachesWhatWeMade_andWeWhatPythonMade() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm")), "no /dev/shm here");
        Assumptions.assumeTrue(
                python("import multiprocessing.shared_memory; print('ok')").equals("ok"), "no python3");
        String name = newName();
        try (var memory = SharedMemory.create(name, 16)) {
            memory.buf().putLong(0, 1234567890123L);

            String seen = python("from multiprocessing import shared_memory, resource_tracker\n"
                    + "import struct\n"
                    + "m = shared_memory.SharedMemory('" + name + "')\n"
                    // Before 3.13 Python would remove what it merely attached.
                    + "resource_tracker.unregister('/" + name + "', 'shared_memory')\n"
                    + "print(struct.unpack_from('q', m.buf)[0])\n"
                    + "m.buf[15] = 99\n"
                    + "m.close()");

            assertThat(seen).isEqualTo("1234567890123");
            assertThat(memory.get(15)).isEqualTo((byte) 99);
            memory.unlink();
        }
        String other = newName();
        python("from multiprocessing import shared_memory, resource_tracker\n"
                + "m = shared_memory.SharedMemory('" + other + "', create=True, size=8)\n"
                + "resource_tracker.unregister('/" + other + "', 'shared_memory')\n"
                + "m.buf[7] = 11");
        try (var memory = SharedMemory.attach(other)) {
            assertThat(memory.size()).isEqualTo(8);
            assertThat(memory.get(7)).isEqualTo((byte) 11);
            memory.unlink();
        }
    }

    private static String python(String program) throws Exception {
        try {
            Process python = new ProcessBuilder("python3", "-c", program)
                    .redirectErrorStream(true)
                    .start();
            try (var output = python.getInputStream()) {
                String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                python.waitFor();
                return said;
            }
        } catch (IOException none) {
            return "";
        }
    }
}
