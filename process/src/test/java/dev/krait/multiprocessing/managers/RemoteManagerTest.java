package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.queue.QueueEmptyException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Managers over a network, with clients and strangers. */
class RemoteManagerTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static Server server;
    private static SyncManager client;

    /** Nothing that a network lets in by default. */
    record Parcel(String content) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** What it does, it would do while it is read. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static volatile boolean fired;

        private void readObject(java.io.ObjectInputStream in) {
            fired = true;
        }
    }

    private static ManagerOptions at(SocketAddress address) {
        return ManagerOptions.defaults().withAuthKey(KEY).withAddress(address);
    }

    @BeforeAll
    static void serve() throws Exception {
        server = new SyncManager(at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))).getServer();
        client = new SyncManager(at(server.address()));
        client.connect();
        assertStillServing(); // The connection of its calls, and the server's thread for it, stay from now on.
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
    }

    private static void assertStillServing() {
        assertThat(client.dict(Map.of("k", 1))).containsEntry("k", 1);
    }

    @Test
    void valuesAndProxies_passTheNetwork() throws Exception {
        DictProxy<String, ListProxy<Integer>> dict = client.dict();
        ListProxy<Integer> list = client.list(List.of(1));
        dict.put("list", list);
        QueueProxy<String> queue = client.queue();

        dict.get("list").add(2);

        assertThat(list).containsExactly(1, 2);
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
        AcquirerProxy lock = client.rLock();
        try (var held = lock.hold()) {
            assertThat(lock.locked()).isTrue();
        }
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void iteration_passesTheNetworkInPages() {
        SetProxy<Integer> set = client.set();
        set.addAll(java.util.stream.IntStream.range(0, 2500).boxed().toList());

        assertThat(set.stream().mapToInt(i -> i).sum()).isEqualTo(2499 * 2500 / 2);
    }

    @Test
    void lambdasAndClassesThatNobodyNamed_areRefusedBeforeTheyRun() {
        DictProxy<String, Object> dict = client.dict();

        assertThatThrownBy(() -> dict.put("k", new Gadget()))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("Gadget")
                .hasMessageContaining("withAllowedClasses");
        assertThatThrownBy(() -> dict.compute("k", (key, value) -> 1))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("SerializedLambda");
        assertThat(Gadget.fired).isFalse();
        assertThat(dict).isEmpty();
        assertStillServing();
    }

    /** What a stream of some sixty bytes can announce. */
    private static byte[] announcedArray(int length) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new long[0]);
        }
        ByteBuffer stream = ByteBuffer.wrap(bytes.toByteArray());
        stream.putInt(stream.capacity() - 4, length);
        return stream.array();
    }

    @Test
    void arrayThatItsMessageCannotHold_isRefusedBeforeItTakesMemory() throws Exception {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(announcedArray(1 << 30)))) {
            AllowList guard = AllowList.of("", "some option").forMessage(60);
            in.setObjectInputFilter(guard);

            assertThatThrownBy(in::readObject)
                    .isInstanceOfSatisfying(
                            InvalidClassException.class,
                            refused -> assertThat(guard.explain(refused)).hasMessageContaining("cannot hold it"));
        }
    }

    @Test
    void exceptionsOfJavaUtil_arriveAsTheyAre() {
        ListProxy<Integer> list = client.list();

        assertThatThrownBy(list::pop).isInstanceOf(NoSuchElementException.class);
        assertThat(AllowList.of("", "some option").checkInput(new Named(java.util.EmptyStackException.class)))
                .isEqualTo(ObjectInputFilter.Status.ALLOWED);
        assertThat(AllowList.of("", "some option").checkInput(new Named(java.util.Scanner.class)))
                .isEqualTo(ObjectInputFilter.Status.REJECTED);
    }

    /** A class that a stream names. */
    private record Named(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 1;
        }
    }

    @Test
    void classesThatBothSidesName_pass(@TempDir Path folder) throws Exception {
        ManagerOptions options =
                at(UnixDomainSocketAddress.of(folder.resolve("manager"))).withAllowedClasses(Parcel.class.getName());
        try (var named = new SyncManager(options).getServer();
                var connected = new SyncManager(options)) {
            assertThat(named.address()).isEqualTo(options.address());
            connected.connect();
            ListProxy<Parcel> list = connected.list();
            list.add(new Parcel("books"));

            assertThat(list.get(0)).isEqualTo(new Parcel("books"));
        }
    }

    @Test
    void referenceToAnObjectOfAnotherServer_isNotTakenFromTheNetwork() throws Exception {
        try (var other = new SyncManager().getServer();
                var its = new SyncManager(ManagerOptions.defaults().withAddress(other.address()))) {
            its.connect();
            ListProxy<String> secrets = its.list(List.of("secret"));
            var forged = new ProxyReference(
                    other.id(), BaseProxy.of(secrets).token().id(), "list", ListProxy.class.getName(), null);
            ListProxy<Object> list = client.list();

            assertThatThrownBy(() -> list.add(forged)).hasMessageContaining("from another manager");

            assertThat(list).isEmpty();
            assertStillServing();
        }
    }

    @Test
    void wrongKeyOrNone_isRefused() {
        var wrong = new SyncManager(at(server.address()).withAuthKey(new byte[] {1, 2, 3}));
        var none = new SyncManager(ManagerOptions.defaults().withAddress(server.address()));

        assertThatThrownBy(wrong::connect).isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(none::connect).isInstanceOf(AuthenticationException.class);
        assertStillServing();
    }

    @Test
    void manyWrongKeys_keepNobodyOut() throws Exception {
        for (int i = 0; i < 10; i++) {
            var wrong = new SyncManager(at(server.address()).withAuthKey(new byte[] {1, 2, 3}));
            assertThatThrownBy(wrong::connect).isInstanceOf(AuthenticationException.class);
        }
        try (var right = new SyncManager(at(server.address()))) {
            right.connect();
            assertThat(right.list(List.of(1))).containsExactly(1);
        }
    }

    @Test
    void nobodyThere_isToldAtOnce(@TempDir Path folder) {
        var manager = new SyncManager(at(UnixDomainSocketAddress.of(folder.resolve("nobody"))));

        assertThatThrownBy(manager::connect).isInstanceOf(IOException.class);
    }

    @Test
    void strangerWhoSaysNothing_holdsUpNobody() throws Exception {
        var address = (InetSocketAddress) server.address();
        try (var silent = new Socket(address.getAddress(), address.getPort())) {
            silent.getOutputStream().write(1);
            assertStillServing();
            try (var other = new SyncManager(at(address))) {
                other.connect();
                assertThat(other.list(List.of(1))).containsExactly(1);
            }
        }
    }

    @Test
    void messageOfHugeLength_endsThatConnectionOnly() throws Exception {
        var address = (InetSocketAddress) server.address();
        try (var stranger = new Socket(address.getAddress(), address.getPort())) {
            ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            stranger.setSoTimeout(30_000);
            stranger.getOutputStream().write(length.putInt(Integer.MAX_VALUE).array());
            stranger.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
        assertStillServing();
        DictProxy<String, byte[]> dict = client.dict();
        assertThatThrownBy(() -> dict.put("k", new byte[65 << 20]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than");
        assertStillServing();
    }

    /** For a second, or as many as {@code dev.krait.fuzz.seconds} says; the seed is in the message of a failure. */
    @Test
    void randomBytes_fromStrangersAndFromClients_harmNobodyElse(TestReporter report) throws Exception {
        long seconds = Long.getLong("dev.krait.fuzz.seconds", 1);
        long seed = Long.getLong("dev.krait.fuzz.seed", System.nanoTime());
        var random = new Random(seed);
        var address = (InetSocketAddress) server.address();
        ConnectionOptions options = ConnectionOptions.defaults().withAuthKey(KEY);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int rounds = 0;
        int cutOff = 0;
        while (System.nanoTime() < end) {
            rounds++;
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            try (var stranger = new Socket(address.getAddress(), address.getPort())) {
                stranger.getOutputStream().write(bytes);
            } catch (IOException closedBefore) {
                assertThat(closedBefore).as("seed %s", seed).isNotNull();
            }
            try (var insider = new Client(address, options)) {
                insider.sendBytes(random.nextBoolean() ? new byte[] {1, 0} : bytes);
                random.nextBytes(bytes);
                insider.sendBytes(bytes);
            } catch (IOException closedBefore) {
                cutOff++;
                assertThat(closedBefore).as("seed %s", seed).isNotNull();
            }
        }
        report.publishEntry(Map.of(
                "seed", Long.toString(seed),
                "strangers and clients", Integer.toString(rounds),
                "clients cut off while they spoke", Integer.toString(cutOff)));
        assertStillServing();
    }

    /** Puts what it is told into the first queue of a manager elsewhere. */
    static final class Other {
        public static void main(String[] arguments) throws Exception {
            var address = UnixDomainSocketAddress.of(arguments[0]);
            var manager = new BaseManager(at(address));
            manager.register("jobs", QueueProxy.class);
            manager.connect();
            @SuppressWarnings("unchecked")
            QueueProxy<String> jobs = manager.create("jobs", QueueProxy.class);
            jobs.put(arguments[1]);
            System.out.println(jobs.get());
            manager.close();
        }
    }

    @Test
    void twoProgramsThatWereStartedApart_shareAQueue(@TempDir Path folder) throws Exception {
        Path place = folder.resolve("manager");
        var jobs = new dev.krait.queue.Queue<String>();
        var manager = new BaseManager(at(UnixDomainSocketAddress.of(place)));
        manager.register("jobs", QueueProxy.class, () -> jobs);
        try (var serving = manager.getServer()) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Other.class.getName(),
                            place.toString(),
                            "from afar")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var output =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(output.readLine()).isEqualTo("from afar");
            }
            assertThat(other.waitFor()).isZero();
            assertThat(serving.address()).isNotNull();
            assertThat(jobs.empty()).isTrue();
        }
    }
}
