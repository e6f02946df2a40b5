package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.queue.Queue;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a manager over a network does when an answer is too long for a message, or cannot travel. */
class AnswerTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MEBIBYTE = 1 << 20;

    private static final Queue<Object> QUEUE = new Queue<>();
    private static final List<Object> LIST = new ArrayList<>();
    private static final Map<Object, Object> MAP = new LinkedHashMap<>();
    private static final Set<Object> SET = new LinkedHashSet<>();

    private static Server server;
    private static SyncManager client;
    private static QueueProxy<Object> queue;
    private static ListProxy<Object> list;
    private static DictProxy<Object, Object> dict;
    private static SetProxy<Object> set;

    private static void register(SyncManager manager) {
        manager.register("its queue", QueueProxy.class, () -> QUEUE);
        manager.register("its list", ListProxy.class, () -> LIST);
        manager.register("its dict", DictProxy.class, () -> MAP);
        manager.register("its set", SetProxy.class, () -> SET);
    }

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void serve() throws Exception {
        ManagerOptions options = ManagerOptions.defaults().withAuthKey(KEY);
        var serving = new SyncManager(options.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        register(serving);
        server = serving.getServer();
        client = new SyncManager(options.withAddress(server.address()));
        register(client);
        client.connect();
        queue = client.create("its queue", QueueProxy.class);
        list = client.create("its list", ListProxy.class);
        dict = client.create("its dict", DictProxy.class);
        set = client.create("its set", SetProxy.class);
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
        QUEUE.drainTo(new ArrayList<>());
        LIST.clear();
        MAP.clear();
        SET.clear();
    }

    @BeforeEach
    void empty() {
        QUEUE.drainTo(new ArrayList<>());
        LIST.clear();
        MAP.clear();
        SET.clear();
    }

    @Test
    void drainOfMoreThanAMessageHolds_comesInParts() throws Exception {
        for (int i = 0; i < 5; i++) {
            QUEUE.put(new byte[14 * MEBIBYTE]);
        }
        var items = new ArrayList<Object>();

        assertThat(queue.drainTo(items)).isEqualTo(5);

        assertThat(items).hasSize(5);
        assertThat(QUEUE.empty()).isTrue();
    }

    @Test
    void drainUpToAnItemThatCannotTravel_leavesThatAndWhatFollows() throws Exception {
        QUEUE.put(1);
        QUEUE.put(new Object());
        QUEUE.put(3);
        var items = new ArrayList<Object>();

        assertThat(queue.drainTo(items, 1)).isEqualTo(1);
        assertThatThrownBy(() -> queue.drainTo(items)).isInstanceOf(RemoteException.class);

        assertThat(items).containsExactly(1);
        assertThat(QUEUE.qsize()).isEqualTo(2);
    }

    @Test
    void itemThatCannotTravel_staysTheNextOfItsQueue() throws Exception {
        var item = new Object();
        long unfinished = QUEUE.unfinishedTasks();
        QUEUE.put(item);
        QUEUE.put(2);

        assertThatThrownBy(() -> queue.get())
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> queue.getNowait()).isInstanceOf(RemoteException.class);

        assertThat(QUEUE.unfinishedTasks()).isEqualTo(unfinished + 2);
        assertThat(QUEUE.get()).isSameAs(item);
        assertThat(queue.get()).isEqualTo(2);
    }

    @Test
    void whatIsTakenOutAndTooLong_staysWhereItWas() {
        var large = new byte[65 * MEBIBYTE];
        LIST.addAll(List.of(0, large));
        MAP.put("k", large);
        MAP.put("l", large);
        SET.add(large);

        assertThatThrownBy(list::pop).isInstanceOf(RemoteException.class).hasMessageContaining("bytes");
        assertThatThrownBy(() -> list.remove(1)).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> list.set(1, "other")).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> dict.remove("k")).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> dict.put("k", "other")).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> dict.replace("k", "other")).isInstanceOf(RemoteException.class);
        assertThatThrownBy(dict::popItem).isInstanceOf(RemoteException.class);
        assertThatThrownBy(set::pop).isInstanceOf(RemoteException.class);

        assertThat(LIST).containsExactly(0, large);
        assertThat(MAP).containsOnly(Map.entry("k", large), Map.entry("l", large));
        assertThat(SET).containsExactly(large);
    }

    @Test
    void iterationOverLargeElements_fetchesFewAtATime() {
        int count = Pages.SIZE;
        for (int i = 0; i < count; i++) {
            var element = new byte[100_000];
            element[0] = (byte) i;
            LIST.add(element);
            MAP.put(i, element);
            SET.add(element);
        }

        int at = 0;
        for (Object element : list) {
            assertThat(((byte[]) element)[0]).isEqualTo((byte) at++);
        }
        assertThat(at).isEqualTo(count);
        at = 0;
        for (Map.Entry<Object, Object> entry : dict.entrySet()) {
            assertThat(entry.getKey()).isEqualTo(at);
            assertThat(((byte[]) entry.getValue())[0]).isEqualTo((byte) at++);
        }
        assertThat(at).isEqualTo(count);
        at = 0;
        for (Object element : set) {
            assertThat(((byte[]) element)[0]).isEqualTo((byte) at++);
        }
        assertThat(at).isEqualTo(count);
    }

    @Test
    void iterationThatMeetsWhatCannotTravel_skipsNothing() {
        for (int i = 0; i < 2 * Pages.SIZE; i++) {
            SET.add(i == Pages.SIZE ? new Object() : i);
        }
        Iterator<Object> elements = set.iterator();
        for (int i = 0; i < Pages.SIZE; i++) {
            assertThat(elements.next()).isEqualTo(i);
        }

        assertThatThrownBy(elements::next).isInstanceOf(RemoteException.class);
        assertThatThrownBy(elements::next).isInstanceOf(RemoteException.class);
    }

    /** What fails while it is written, with an error. */
    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new AssertionError("not written to " + out.getClass());
        }
    }

    @Test
    void answerWhoseWritingEndsWithAnError_isAFailureAndLosesNothing() throws Exception {
        ListProxy<Integer> element = client.list();
        dict.put("proxy", element);
        var failing = new Failing();
        MAP.put("k", failing);
        LIST.addAll(List.of(1, failing));
        QUEUE.put(failing);
        int before = references(element);

        assertThatThrownBy(() -> dict.get("k"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("its result cannot travel")
                .hasMessageContaining("not written to");
        assertThatThrownBy(dict::copy).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> dict.remove("k")).isInstanceOf(RemoteException.class);
        assertThatThrownBy(list::copy).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> queue.get()).isInstanceOf(RemoteException.class);

        assertThat(references(element)).isEqualTo(before);
        assertThat(MAP.get("k")).isSameAs(failing);
        assertThat(QUEUE.get()).isSameAs(failing);
        assertThat(dict.size()).isEqualTo(2);
    }

    @Test
    void iteratorOverKeys_removesWhateverTheValueIs() {
        MAP.put("k", new Object());
        Iterator<Object> keys = dict.keySet().iterator();
        keys.next();

        keys.remove();

        assertThat(MAP).isEmpty();
    }

    @Test
    void answerThatCannotTravel_keepsNoReferences() {
        ListProxy<Integer> element = client.list();
        dict.put("proxy", element);
        MAP.put("bad", new Object());
        int before = references(element);

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(dict::copy).isInstanceOf(RemoteException.class);
        }

        assertThat(references(element)).isEqualTo(before);
    }

    private static int references(ListProxy<?> proxy) {
        Matcher line = Pattern.compile("list " + proxy.token().id() + ": (\\d+) references")
                .matcher(client.debugInfo());
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }
}
