package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Args;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.RemoteTraceback;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueFullException;
import dev.krait.queue.QueueShutDownException;
import dev.krait.threading.AnyEvent;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the types of a {@link SyncManager} do, over proxies of one manager. */
class ManagerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static Manager manager;

    @BeforeAll
    static void start() throws Exception {
        manager = new Manager();
    }

    @AfterAll
    static void shutDown() {
        manager.close();
    }

    // Maps, lists, sets

    @Test
    void dict_keepsWhatIsPut() {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));

        dict.put("b", 2);
        dict.set("c", null);

        assertThat(dict)
                .containsEntry("a", 1)
                .containsEntry("b", 2)
                .containsEntry("c", null)
                .hasSize(3);
        assertThat(dict.getAll(List.of("b", "x"))).isEqualTo(Map.of("b", 2));
        assertThat(dict.compute("a", (key, value) -> value + 41)).isEqualTo(42);
        assertThat(dict.popItem().getKey()).isEqualTo("c");
        assertThat(dict.toString()).isEqualTo("{a=42, b=2}");
        assertThat(dict.describe()).startsWith("DictProxy[dict ");
        assertThat(dict.getValue()).isEqualTo(Map.of("a", 42, "b", 2));
    }

    @Test
    void dictAsMap_computesWithFunctionsThatCannotTravel() {
        Map<String, Integer> dict = manager.dict();
        var calls = new ArrayList<String>();

        for (int i = 0; i < 3; i++) {
            dict.merge("n", 1, (left, right) -> {
                calls.add("here");
                return left + right;
            });
        }

        assertThat(dict).isEqualTo(Map.of("n", 3));
        assertThat(calls).hasSize(2);
    }

    @Test
    void dictAsMap_computesOnceWhateverItsValuesEqual() {
        Map<String, StringBuilder> dict = manager.dict();
        dict.put("k", new StringBuilder("a"));
        var calls = new AtomicInteger();

        dict.merge("k", new StringBuilder("b"), (left, right) -> {
            assertThat(calls.incrementAndGet()).isEqualTo(1);
            return left.append(right);
        });
        dict.replaceAll((key, value) -> value.append(calls.incrementAndGet()));

        assertThat(dict.get("k")).hasToString("ab2");
    }

    @Test
    void dictAsMap_computesAgainAfterAnotherChange() throws Exception {
        Map<String, int[]> dict = manager.dict();
        dict.put("k", new int[1]);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var thread = new Thread(() -> {
                for (int round = 0; round < 100; round++) {
                    dict.compute("k", (key, value) -> new int[] {value[0] + 1});
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(LONG.toMillis());
        }

        assertThat(dict.get("k")).containsExactly(400);
    }

    @Test
    void iteration_goesThroughManyPages() {
        int count = 3 * Pages.SIZE + 7;
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        DictProxy<Integer, Integer> dict = manager.dict();
        var entries = new HashMap<Integer, Integer>();
        numbers.forEach(number -> entries.put(number, -number));
        dict.putAll(entries);
        ListProxy<Integer> list = manager.list(numbers);
        SetProxy<Integer> set = manager.set(numbers);

        var seen = new HashMap<Integer, Integer>();
        dict.forEach(seen::put);

        assertThat(seen).isEqualTo(entries);
        assertThat(new ArrayList<>(dict.keySet())).hasSize(count);
        assertThat(list.stream().mapToInt(i -> i).sum()).isEqualTo(count * (count - 1) / 2);
        assertThat(set.stream().mapToInt(i -> i).sum()).isEqualTo(count * (count - 1) / 2);
    }

    @Test
    void iterators_removeFromTheServer() {
        ListProxy<Integer> list = manager.list(List.of(1, 2, 3, 4));
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1, "b", 2));
        SetProxy<Integer> set = manager.set(List.of(1, 2, 3));

        list.iterator().forEachRemaining(number -> assertThat(number).isPositive());
        for (var numbers = list.iterator(); numbers.hasNext(); ) {
            if (numbers.next() % 2 == 0) {
                numbers.remove();
            }
        }
        dict.values().removeIf(value -> value == 1);
        set.removeIf(number -> number > 1);
        dict.entrySet().iterator().next().setValue(5);

        assertThat(list).containsExactly(1, 3);
        assertThat(dict).isEqualTo(Map.of("b", 5));
        assertThat(set).containsExactly(1);
    }

    @Test
    void plainListInDict_isACopy_andAProxyIsNot() {
        DictProxy<String, List<Integer>> dict = manager.dict();
        dict.put("copied", new ArrayList<>(List.of(1)));
        dict.put("shared", manager.list(List.of(1)));

        dict.get("copied").add(2);
        dict.get("shared").add(2);

        assertThat(dict.get("copied")).containsExactly(1);
        assertThat(dict.get("shared")).containsExactly(1, 2);
    }

    @Test
    void functionInTheServer_mayUseOtherProxies() {
        DictProxy<String, Integer> dict = manager.dict();
        ListProxy<String> log = manager.list();

        dict.compute("k", (key, value) -> {
            log.add(key);
            return log.size();
        });

        assertThat(dict.get("k")).isEqualTo(1);
        assertThat(log).containsExactly("k");
    }

    @Test
    void thousandIncrementsFromSeveralProcesses_areExact() throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        ValueProxy<Integer> value = manager.value(0);
        try (var pool = new Pool(2)) {
            pool.map(
                    i -> {
                        value.addAndGet(1);
                        return dict.compute("n", (key, old) -> old == null ? 1 : old + 1);
                    },
                    IntStream.range(0, 1000).boxed().toList());
            pool.close();
            pool.join();
        }

        assertThat(dict.get("n")).isEqualTo(1000);
        assertThat(value.get()).isEqualTo(1000);
    }

    @Test
    void listFunctions_runInTheServer() {
        ListProxy<Integer> list = manager.list(List.of(3, 1, 2));

        list.replaceAll(number -> number * 10);
        list.sort(null);
        list.reverse();

        assertThat(list.copy()).containsExactly(30, 20, 10);
        assertThat(list.updateAndGet(0, number -> number + 1)).isEqualTo(31);
        assertThat(list.pop()).isEqualTo(10);
        assertThat(list.slice(0, 1)).containsExactly(31);
        assertThat(list.count(20)).isEqualTo(1);
        assertThatThrownBy(() -> list.get(9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void collections_areEqualByValue_otherProxiesByWhatTheyStandFor() {
        ListProxy<Integer> list = manager.list(List.of(1));
        DictProxy<String, EventProxy> dict = manager.dict();
        EventProxy event = manager.event();
        dict.put("e", event);

        assertThat(list).isEqualTo(List.of(1)).hasSameHashCodeAs(List.of(1));
        assertThat(manager.set(List.of(1))).isEqualTo(Set.of(1));
        assertThat(dict.get("e")).isEqualTo(event).isNotEqualTo(manager.event()).hasSameHashCodeAs(event);
    }

    // The others

    @Test
    void queue_keepsToTheRulesOfQueue() throws Exception {
        QueueProxy<Integer> queue = manager.queue(1);

        queue.put(1);

        assertThat(queue.full()).isTrue();
        assertThatThrownBy(() -> queue.put(2, false)).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.put(2, Duration.ZERO)).isInstanceOf(QueueFullException.class);
        assertThat(queue.get()).isEqualTo(1);
        assertThatThrownBy(() -> queue.get(Duration.ofMillis(1))).isInstanceOf(QueueEmptyException.class);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.taskDone();
        assertThat(queue.join(LONG)).isTrue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        queue.shutdown();
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    void queue_drainsInOneCall_alsoNull() throws Exception {
        QueueProxy<Integer> queue = manager.joinableQueue();
        queue.put(1);
        queue.put(null);
        queue.put(3);
        var drained = new ArrayList<Integer>();

        assertThat(queue.drainTo(drained, 2)).isEqualTo(2);

        assertThat(drained).containsExactly(1, null);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    void exceptions_arriveWithTheirOwnTypeAndBothStacks() {
        QueueProxy<Integer> queue = manager.queue();

        assertThatThrownBy(queue::getNowait)
                .isInstanceOf(QueueEmptyException.class)
                .satisfies(thrown -> {
                    assertThat(thrown.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(ServedQueue.class.getName()));
                    assertThat(thrown.getSuppressed()[0])
                            .isInstanceOf(RemoteTraceback.class)
                            .hasMessageContaining("getNowait of Queue");
                    assertThat(thrown.getSuppressed()[0].getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(ManagerTest.class.getName()));
                });
    }

    @Test
    void namespaceValueAndArray_holdValues() {
        NamespaceProxy namespace = manager.namespace(Map.of("x", 1));
        namespace.set("y", "two");
        namespace.delete("x");
        assertThat(namespace.<String>get("y")).isEqualTo("two");
        assertThatThrownBy(() -> namespace.get("x")).isInstanceOf(NoSuchElementException.class);

        ValueProxy<Long> value = manager.value('q', 5L);
        assertThat(value.updateAndGet(number -> number * 2)).isEqualTo(10L);
        assertThat(value.getAndSet(1L)).isEqualTo(10L);
        assertThat(value.compareAndSet(2L, 3L)).isFalse();
        assertThatThrownBy(() -> value.addAndGet(1)).isInstanceOf(IllegalArgumentException.class);

        ArrayProxy<Double> array = manager.array('d', List.of(1.0, 2.0, 3.0));
        array.set(-1, 4.0);
        array.setSlice(0, List.of(0.5, 0.5));
        assertThat(array).containsExactly(0.5, 0.5, 4.0);
        assertThat(array.addAndGet(2, 1.0)).isEqualTo(5.0);
        assertThat(array.length()).isEqualTo(3);
        assertThatThrownBy(() -> array.set(3, 1.0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void barrier_letsThreadsOfTwoProcessesPassTogether() throws Exception {
        ListProxy<String> log = manager.list();
        BarrierProxy barrier = manager.barrier(2, () -> log.add("met"), null);
        var child = new Process(barrier::await);
        child.start();

        barrier.await(LONG);

        child.joinOrThrow();
        assertThat(log).containsExactly("met");
        assertThat(barrier.parties()).isEqualTo(2);
        assertThat(barrier.isBroken()).isFalse();
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void pool_runsInTheServer() throws Exception {
        try (PoolProxy pool = manager.pool(1)) {
            assertThat(pool.map(number -> number * 2, List.of(1, 2, 3))).containsExactly(2, 4, 6);
            assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);
            assertThat(pool.starmap((Integer a, Integer b) -> a + b, List.of(Args.of(1, 2))))
                    .containsExactly(3);
            AsyncResultProxy<Integer> result = pool.applyAsync(() -> 6);
            assertThat(result.get(LONG)).isEqualTo(6);
            assertThat(result.successful()).isTrue();
            EventProxy event = manager.event();
            AsyncResultProxy<Integer> late = pool.applyAsync(() -> {
                event.await();
                return 7;
            });
            assertThatThrownBy(() -> late.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            event.set();
            assertThat(late.get()).isEqualTo(7);
            var results = pool.imap((Integer number) -> number + 1, List.of(1, 2));
            assertThat(results.next()).isEqualTo(2);
            assertThat(results.next()).isEqualTo(3);
            assertThat(results.hasNext()).isFalse();
            pool.close();
            pool.join();
        }
    }

    @Test
    void poolThatIsDropped_endsAfterItsLastResult() throws Exception {
        PoolProxy pool = manager.pool(1);
        long worker = pool.apply(() -> ProcessHandle.current().pid());
        EventProxy event = manager.event();
        AsyncResultProxy<Integer> late = pool.applyAsync(() -> {
            event.await();
            return 7;
        });
        Iterator<Integer> results = pool.imap((Integer number) -> number + 1, List.of(1, 2));

        pool.drop();
        await().pollInSameThread().atMost(LONG).until(() -> !manager.debugInfo().contains("Pool "));
        event.set();

        assertThat(late.get(LONG)).isEqualTo(7);
        late.drop();
        await().pollInSameThread().atMost(LONG).until(() -> !manager.debugInfo().contains("AsyncResult "));
        assertThat(results.next()).isEqualTo(2);
        assertThat(results.next()).isEqualTo(3);
        BaseProxy.of(results).drop();
        await().pollInSameThread()
                .atMost(LONG)
                .until(() ->
                        ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
    }

    // Proxies

    @Test
    void proxy_goesThroughAPipe_butNotIntoAFile() throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        var pipe = new Pipe();
        try (var parent = pipe.parent();
                var child = pipe.child()) {
            child.send(dict);
            @SuppressWarnings("unchecked")
            var same = (DictProxy<String, Integer>) parent.recv();
            same.put("k", 1);
        }
        assertThat(dict.get("k")).isEqualTo(1);

        try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(dict)).isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void droppedProxy_letsGoOfTheObject() {
        DictProxy<String, Object> keeper = manager.dict();
        int before = manager.numberOfObjects();
        ListProxy<Integer> list = manager.list();
        keeper.put("list", list);
        list.drop();

        assertThat(manager.numberOfObjects()).isEqualTo(before + 1);
        assertThat(manager.debugInfo()).contains("list ");
        assertThatThrownBy(list::size).isInstanceOf(IllegalStateException.class);

        ListProxy<Integer> other = manager.list();
        other.drop();
        await().pollInSameThread().atMost(LONG).until(() -> manager.numberOfObjects() == before + 1);
    }

    @Test
    void whatCannotTravel_isNamedAndChangesNothing() {
        DictProxy<String, Object> dict = manager.dict();

        assertThatThrownBy(() -> dict.put("k", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("put of dict")
                .hasMessageContaining("java.lang.Object cannot travel to another process: it is not serializable");

        assertThat(dict).isEmpty();
    }

    @Test
    void waitingCalls_doNotHoldUpOthers_andEndWithAnInterrupt() throws Exception {
        QueueProxy<Integer> queue = manager.queue();
        var waiting = new Thread(() -> assertThatThrownBy(queue::get).isInstanceOf(InterruptedException.class));
        waiting.start();
        queue.qsize();

        waiting.interrupt();
        waiting.join(LONG.toMillis());

        assertThat(waiting.isAlive()).isFalse();
        queue.put(1);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    void interruptedMapCall_isFinished_andKeepsTheFlag() {
        DictProxy<String, Integer> dict = manager.dict();
        Thread.currentThread().interrupt();

        dict.put("k", 1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(dict).containsEntry("k", 1);
    }

    @Test
    void callMethod_callsByName() throws Exception {
        ListProxy<Integer> list = manager.list(List.of(4));

        assertThat(list.callMethod("get", 0)).isEqualTo(4);
        assertThatThrownBy(() -> list.callMethod("getClass")).isInstanceOf(IllegalArgumentException.class);
        assertThat(BaseProxy.of(list).token().typeId()).isEqualTo("list");
        assertThatThrownBy(() -> BaseProxy.of("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void event_isSeenAndWaitedForByAll() throws Exception {
        AnyEvent asked = manager.event();
        EventProxy answered = manager.event();
        var child = new Process(() -> {
            asked.await();
            answered.set();
        });
        child.start();
        assertThat(answered.await(Duration.ZERO)).isFalse();

        asked.set();

        assertThat(answered.await(LONG)).isTrue();
        child.joinOrThrow();
        answered.clear();
        assertThat(answered.isSet()).isFalse();
    }

    @Test
    void condition_wakesWhoWaits_inAnyProcess() throws Exception {
        AcquirerProxy lock = manager.lock();
        for (ConditionProxy condition : List.of(manager.condition(), manager.condition(lock))) {
            assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(condition::signal).isInstanceOf(IllegalStateException.class);
            ListProxy<String> log = manager.list();
            var child = new Process(() -> condition.run(() -> {
                condition.await();
                log.add("woken");
            }));
            child.start();
            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> condition.toString().endsWith(", 1 waiting]"));
            var interrupted = new Thread(() ->
                    assertThatThrownBy(() -> condition.run(condition::await)).isInstanceOf(InterruptedException.class));
            interrupted.start();
            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> condition.toString().endsWith(", 2 waiting]"));

            interrupted.interrupt();
            interrupted.join(LONG.toMillis());
            condition.run(condition::signal);
            child.joinOrThrow();

            assertThat(log).containsExactly("woken");
            condition.run(() ->
                    assertThat(condition.awaitFor(() -> false, Duration.ZERO)).isFalse());
            condition.run(() -> assertThat(condition.awaitFor(() -> true, LONG)).isTrue());
            assertThat(condition.locked()).isFalse();
        }
    }

    @Test
    void lockOfAKilledProcess_isReleased() throws Exception {
        AcquirerProxy lock = manager.lock();
        SemaphoreProxy semaphore = manager.semaphore();
        EventProxy taken = manager.event();
        EventProxy never = manager.event();
        var child = new Process(() -> {
            lock.acquire();
            try (var held = semaphore.hold()) {
                taken.set();
                never.await();
            }
        });
        child.start();
        taken.await();
        assertThat(lock.acquire(false)).isFalse();
        assertThat(semaphore.acquire(false)).isFalse();

        child.kill();
        child.join();

        assertThat(lock.acquire(LONG)).isTrue();
        assertThat(semaphore.acquire(LONG)).isTrue();
    }

    @Test
    void conditionOfKilledProcesses_goesOnWithTheOthers() throws Exception {
        ConditionProxy condition = manager.condition();
        EventProxy taken = manager.event();
        EventProxy never = manager.event();
        var waiter = new Process(() -> condition.run(condition::await));
        waiter.start();
        await().pollInSameThread().atMost(LONG).until(() -> condition.toString().endsWith(", 1 waiting]"));
        var holder = new Process(() -> condition.run(() -> {
            taken.set();
            never.await();
        }));
        holder.start();
        taken.await();
        assertThat(condition.acquire(false)).isFalse();

        waiter.kill();
        holder.kill();
        waiter.join();
        holder.join();

        var other = new Thread(
                () -> assertThatCode(() -> condition.run(condition::await)).doesNotThrowAnyException());
        other.start();
        await().pollInSameThread().atMost(LONG).until(() -> condition.toString().endsWith(", 1 waiting]"));
        condition.run(condition::signal);
        other.join(LONG.toMillis());
        assertThat(other.isAlive()).isFalse();
        assertThat(condition.locked()).isFalse();
    }

    @Test
    void partyThatIsKilledAtABarrier_breaksIt() throws Exception {
        BarrierProxy barrier = manager.barrier(3);
        var child = new Process(barrier::await);
        child.start();
        await().pollInSameThread().atMost(LONG).until(() -> barrier.nWaiting() == 1);

        child.kill();
        child.join();

        assertThatThrownBy(() -> barrier.await(LONG)).isInstanceOf(dev.krait.threading.BrokenBarrierException.class);
    }
}
